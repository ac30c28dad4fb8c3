package io.github.derm4j.model.novelty;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Euclidean distance to the k-th nearest training image (Sun et al., ICML 2022), between
 * features that are divided by their norm. It is from 0 to 2.
 */
public final class NeighbourScore implements NoveltyScore {

  private final float[][] references;
  private final int neighbours;
  private final @Nullable EightBitRows eightBits;

  private NeighbourScore(float[][] references, int neighbours, @Nullable EightBitRows eightBits) {
    this.references = references;
    this.neighbours = neighbours;
    this.eightBits = eightBits;
  }

  static NeighbourScore of(EightBitRows references, int neighbours) {
    return new NeighbourScore(references.rows(), neighbours, references);
  }

  /**
   * Takes training images as references.
   *
   * @param features {@code [n, p]}, a row for each image
   * @param neighbours k, at least 1 and at most n
   * @return the score
   * @throws IllegalArgumentException if there is no image, a feature is NaN or infinite, or k is
   *     out of range
   */
  public static NeighbourScore fit(float[][] features, int neighbours) {
    Features.requireFinite(features);
    if (neighbours < 1 || neighbours > features.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "neighbours = %d: must be from 1 to the number of images, %d",
              neighbours,
              features.length));
    }
    return new NeighbourScore(
        Arrays.stream(features).map(Features::normalized).toArray(float[][]::new),
        neighbours,
        null);
  }

  /**
   * Rounds the references to 8 bits, each with a step of its own, so that a classifier's file can
   * contain them.
   *
   * @return the score with these references; it differs little
   */
  public NeighbourScore inEightBits() {
    return of(EightBitRows.of(references), neighbours);
  }

  /** {@return the references in 8 bits, if this score has such} */
  Optional<EightBitRows> eightBits() {
    return Optional.ofNullable(eightBits);
  }

  @Override
  public double of(float[] features) {
    Features.requireLength(features, length());
    float[] unit = Features.normalized(features);
    double[] distances = new double[references.length];
    for (int i = 0; i < distances.length; i++) {
      double sum = 0;
      for (int j = 0; j < unit.length; j++) {
        double difference = unit[j] - references[i][j];
        sum += difference * difference;
      }
      if (Double.isNaN(sum)) {
        return Double.NaN;
      }
      distances[i] = sum;
    }
    Arrays.sort(distances);
    return Math.sqrt(distances[neighbours - 1]);
  }

  @Override
  public int length() {
    return references[0].length;
  }

  /** {@return k} */
  public int neighbours() {
    return neighbours;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "NeighbourScore[%d images, %d features, k = %d]",
        references.length,
        length(),
        neighbours);
  }
}
