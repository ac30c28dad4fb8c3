package io.github.derm4j.data.cleaning;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.cleaning.Finding.Kind;
import io.github.derm4j.data.internal.CosineBlocks;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images ranked by the cosine distances between their features, as in SelfClean (Gröger et al.,
 * arXiv 2305.17048). The most probable errors are first; ties are in the order of the images.
 *
 * <p>One pass over all pairs in blocks: O(n²·d) multiplications, and O(n) memory besides the
 * features and one block of products.
 *
 * @param offTopic images by the distance to their {@value #NEIGHBOURS}th nearest neighbour, the
 *     largest first (Ramaswamy et al., SIGMOD 2000), so that off-topic images that resemble fewer
 *     others than this do not hide one another. SelfClean takes the order in which single linkage
 *     joins images, for which it needs all distances at once
 * @param nearDuplicates the pairs with the smallest distances, as many as there are images
 * @param labelErrors images by SelfClean's ratio {@code o² / (s² + o²)} of the distance {@code s}
 *     to the nearest image of the same diagnosis and {@code o} to the nearest of another diagnosis,
 *     the smallest first. Two diagnoses are the same if one is a kind of the other. Images whose
 *     diagnosis is the only one of its kind, or that of all images, are left out
 * @param withoutFeatures images without features, which are in no ranking
 */
public record FeatureRanking(
    List<Finding> offTopic,
    List<Finding> nearDuplicates,
    List<Finding> labelErrors,
    List<LesionRecord> withoutFeatures) {

  /** The neighbour whose distance ranks off-topic images. */
  public static final int NEIGHBOURS = 10;

  /**
   * Copies the lists.
   *
   * @param offTopic images that are unlike all others
   * @param nearDuplicates pairs that are alike
   * @param labelErrors images that resemble those of another diagnosis
   * @param withoutFeatures images without features
   */
  public FeatureRanking {
    offTopic = List.copyOf(offTopic);
    nearDuplicates = List.copyOf(nearDuplicates);
    labelErrors = List.copyOf(labelErrors);
    withoutFeatures = List.copyOf(withoutFeatures);
  }

  /**
   * Ranks the images.
   *
   * @param records the images
   * @param tree the tree of their diagnoses
   * @param features {@code [n, d]}, a row for each image; zeros if it has none
   * @return the rankings
   * @throws IllegalArgumentException if there are not as many rows as images
   */
  public static FeatureRanking of(
      List<LesionRecord> records, DiseaseTaxonomy tree, INDArray features) {
    if (features.rank() != 2 || features.size(0) != records.size()) {
      throw new IllegalArgumentException(
          "features of shape "
              + Arrays.toString(features.shape())
              + " for "
              + records.size()
              + " images: one row for each is needed");
    }
    CosineBlocks cosines = new CosineBlocks(features);
    Labels labels = Labels.of(records, tree);
    NearestDistances nearest = new NearestDistances(records.size(), NEIGHBOURS);
    NearestLabels byLabel = new NearestLabels(records.size());
    ClosestPairs pairs = new ClosestPairs(records.size());
    cosines.forEach(
        (first, second, cosine) -> {
          if (!cosines.isEmpty(first) && !cosines.isEmpty(second)) {
            float distance = (float) Math.min(2, Math.max(0, 1 - cosine));
            nearest.add(first, second, distance);
            byLabel.add(first, second, distance, labels.same(first, second));
            pairs.add(first, second, distance);
          }
        });
    int[] known = IntStream.range(0, records.size()).filter(i -> !cosines.isEmpty(i)).toArray();
    return new FeatureRanking(
        offTopic(records, known, nearest),
        pairs.sorted().stream()
            .map(
                pair ->
                    new Finding(
                        Kind.NEAR_DUPLICATE,
                        records.get(pair.first()),
                        Optional.of(records.get(pair.second())),
                        Optional.empty(),
                        pair.distance()))
            .toList(),
        labelErrors(records, known, byLabel),
        IntStream.range(0, records.size())
            .filter(cosines::isEmpty)
            .mapToObj(records::get)
            .toList());
  }

  private static List<Finding> offTopic(
      List<LesionRecord> records, int[] known, NearestDistances nearest) {
    List<Finding> findings = new ArrayList<>();
    for (int i : known) {
      nearest
          .farthest(i)
          .ifPresent(
              distance ->
                  findings.add(
                      new Finding(
                          Kind.OFF_TOPIC,
                          records.get(i),
                          Optional.empty(),
                          Optional.empty(),
                          distance)));
    }
    findings.sort(Comparator.comparingDouble(Finding::score).reversed());
    return findings;
  }

  private static List<Finding> labelErrors(
      List<LesionRecord> records, int[] known, NearestLabels byLabel) {
    List<Finding> findings = new ArrayList<>();
    for (int i : known) {
      byLabel
          .ratio(i)
          .ifPresent(
              ratio -> {
                LesionRecord other = records.get(byLabel.other(i));
                findings.add(
                    new Finding(
                        Kind.LABEL_ERROR,
                        records.get(i),
                        Optional.of(other),
                        Optional.of(other.diagnosis()),
                        ratio));
              });
    }
    findings.sort(Comparator.comparingDouble(Finding::score));
    return findings;
  }

  /** The diagnoses of images by index, and which of them are the same. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Labels(int[] ofImage, boolean[][] alike) {

    static Labels of(List<LesionRecord> records, DiseaseTaxonomy tree) {
      Map<DiseaseNode, Integer> indices = new LinkedHashMap<>();
      int[] ofImage =
          records.stream()
              .mapToInt(
                  each -> {
                    int next = indices.size();
                    Integer known = indices.putIfAbsent(each.diagnosis(), next);
                    return known == null ? next : known;
                  })
              .toArray();
      List<DiseaseNode> nodes = List.copyOf(indices.keySet());
      boolean[][] alike = new boolean[nodes.size()][nodes.size()];
      for (int a = 0; a < nodes.size(); a++) {
        for (int b = 0; b < nodes.size(); b++) {
          alike[a][b] =
              tree.isAncestorOrSelf(nodes.get(a), nodes.get(b))
                  || tree.isAncestorOrSelf(nodes.get(b), nodes.get(a));
        }
      }
      return new Labels(ofImage, alike);
    }

    boolean same(int first, int second) {
      return alike[ofImage[first]][ofImage[second]];
    }
  }
}
