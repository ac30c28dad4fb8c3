package io.github.derm4j.data;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Labelled images: records, the tree of their diagnoses, and the source of their pixels. Immutable;
 * closing it closes the source.
 */
public final class LesionDataset implements AutoCloseable {

  private final List<LesionRecord> records;
  private final DiseaseTaxonomy taxonomy;
  private final ImageSource images;
  private final LoadReport report;

  /**
   * Makes a data set.
   *
   * @param records the images, in a fixed order
   * @param taxonomy the tree; every diagnosis must be one of its nodes
   * @param images the source of the pixels
   * @param report the report of omissions so far
   * @throws IllegalArgumentException if an id occurs twice, or a diagnosis is not in the tree
   */
  public LesionDataset(
      List<LesionRecord> records, DiseaseTaxonomy taxonomy, ImageSource images, LoadReport report) {
    this.records = List.copyOf(records);
    this.taxonomy = taxonomy;
    this.images = images;
    this.report = report;
    Set<String> ids = new HashSet<>();
    for (LesionRecord record : this.records) {
      if (!ids.add(record.imageId())) {
        throw new IllegalArgumentException(
            "image " + record.imageId() + " occurs twice: ids must be unique in a data set");
      }
      if (!taxonomy.require(record.diagnosis().id()).equals(record.diagnosis())) {
        throw new IllegalArgumentException(
            "the diagnosis of image " + record.imageId() + " is a node of another tree");
      }
    }
  }

  /**
   * The images.
   *
   * @return an immutable list
   */
  public List<LesionRecord> records() {
    return records;
  }

  /**
   * The tree of the diagnoses.
   *
   * @return the taxonomy
   */
  public DiseaseTaxonomy taxonomy() {
    return taxonomy;
  }

  /**
   * The source of the pixels.
   *
   * @return the source, which is closed with this data set
   */
  public ImageSource images() {
    return images;
  }

  /**
   * The report of images and rows that were left out when the data set was read.
   *
   * @return the report
   */
  public LoadReport report() {
    return report;
  }

  /**
   * The number of images on each node.
   *
   * @return counts over all records
   */
  public DiseaseCounts counts() {
    return counts(records);
  }

  /**
   * Counts some of the images on each node. For a partition, count only training images.
   *
   * @param some records of this data set
   * @return counts over those records
   */
  public DiseaseCounts counts(Collection<LesionRecord> some) {
    List<DiseaseNode> labels = some.stream().map(LesionRecord::diagnosis).toList();
    return DiseaseCounts.ofLabels(taxonomy, labels);
  }

  /**
   * Keeps the images that meet a condition. The tree and the source are shared with this data set.
   *
   * @param condition the condition for a record to be kept
   * @return a smaller data set
   */
  public LesionDataset filter(Predicate<LesionRecord> condition) {
    return new LesionDataset(records.stream().filter(condition).toList(), taxonomy, images, report);
  }

  /**
   * Draws a random subset of the images, for a trial run. The order is kept.
   *
   * @param limit the maximum number of images
   * @param seed the seed of the draw
   * @return a data set of at most that many images
   * @throws IllegalArgumentException if the limit is below 1
   */
  public LesionDataset sample(int limit, long seed) {
    if (limit < 1) {
      throw new IllegalArgumentException("a sample of " + limit + " images: at least 1 is needed");
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<LesionRecord> kept = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int wanted = Math.min(limit, records.size());
    for (int i = 0; i < records.size(); i++) {
      // Selection sampling: one pass in order, in which each record has the same probability.
      if (random.nextInt(records.size() - i) < wanted - kept.size()) {
        kept.add(records.get(i));
      } else {
        others.add(records.get(i).imageId());
      }
    }
    return new LesionDataset(
        kept, taxonomy, images, report.with(LoadReport.Reason.NOT_DRAWN, others));
  }

  @Override
  public void close() throws IOException {
    images.close();
  }

  @Override
  public String toString() {
    return "LesionDataset[" + records.size() + " images from " + images.location() + "]";
  }
}
