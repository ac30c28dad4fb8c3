package io.github.derm4j.taxonomy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A generated tree of the paper's size: 2,032 diseases as leaves below the nine nodes, with 129,450
 * images. How deep the paper's tree is and how its images are spread was not published; here groups
 * of two to eight are joined up to five levels below the nine, and the images follow Zipf's law.
 */
final class PaperSizedTree {

  static final int DISEASES = 2_032;
  static final int IMAGES = 129_450;

  private PaperSizedTree() {}

  static DiseaseCounts of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DiseaseTaxonomyBuilder builder = PaperTaxonomy.tree().toBuilder();
    List<String> leaves = new ArrayList<>();
    List<String> open = new ArrayList<>();
    PaperTaxonomy.nine().forEach(node -> open.add(node.id()));
    int made = 0;
    while (leaves.size() + open.size() < DISEASES) {
      String parent = open.remove(random.nextInt(open.size()));
      int children = Math.min(2 + random.nextInt(7), DISEASES - leaves.size() - open.size());
      for (int i = 0; i < children; i++) {
        String id = "disease " + made++;
        builder.add(DiseaseNode.of(id, id), parent);
        (random.nextInt(3) == 0 ? leaves : open).add(id);
      }
      if (open.isEmpty()) {
        open.add(leaves.remove(leaves.size() - 1));
      }
    }
    leaves.addAll(open);
    return images(builder.build(), leaves, random);
  }

  /** The leaf of rank r has a share in proportion to 1/r, and one image at least. */
  private static DiseaseCounts images(
      DiseaseTaxonomy taxonomy, List<String> leaves, SplittableRandom random) {
    for (int i = leaves.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      String swap = leaves.get(i);
      leaves.set(i, leaves.get(j));
      leaves.set(j, swap);
    }
    double harmonic = 0;
    for (int rank = 1; rank <= leaves.size(); rank++) {
      harmonic += 1.0 / rank;
    }
    int spread = IMAGES - leaves.size();
    long left = IMAGES;
    DiseaseCounts.Builder counts = DiseaseCounts.builder(taxonomy);
    for (int rank = leaves.size(); rank > 1; rank--) {
      long images = 1 + (long) (spread / (harmonic * rank));
      counts.add(taxonomy.require(leaves.get(rank - 1)), images);
      left -= images;
    }
    return counts.add(taxonomy.require(leaves.get(0)), left).build();
  }
}
