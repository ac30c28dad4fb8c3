package io.github.derm4j.model.novelty;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConformalCalibration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A {@link NoveltyDetector} with a {@link MahalanobisScore} as JSON, also of {@linkplain
 * ProjectedScore projected} features. Arrays of numbers are 32-bit floats, little-endian, in
 * Base64.
 *
 * @param score the name of the score, {@code mahalanobis} or {@code relative-mahalanobis}
 * @param features the number of features
 * @param dimensions p, the number of projected features; the same number without a projection
 * @param signs a bit for each feature and projected feature, which is set if the sign is positive,
 *     the lowest bit of a byte first, in Base64; empty without a projection
 * @param shrinkage the shrinkage of the covariance
 * @param mean {@code [p]}, the mean of the training images
 * @param whitening the lower triangle of W by rows; {@code |W z|² = zᵀ Σ⁻¹ z}
 * @param centres {@code [classes, p]}, W times the class means less the mean
 * @param background the lower triangle of W of the relative distance; otherwise empty
 * @param validationScores the scores of the validation images
 * @param lesions their lesions, numbered from 0
 * @param origin the origin of the validation images
 */
@SuppressWarnings("ArrayRecordComponent") // Only Jackson uses it.
public record NoveltyJson(
    String score,
    int features,
    int dimensions,
    String signs,
    double shrinkage,
    String mean,
    String whitening,
    String centres,
    String background,
    double[] validationScores,
    int[] lesions,
    String origin) {

  private static final String MAHALANOBIS = "mahalanobis";
  private static final String RELATIVE = "relative-mahalanobis";

  /** The square of this number is still an {@code int}. */
  private static final int MOST_FEATURES = 46_340;

  /**
   * Describes a detector.
   *
   * @param detector a detector with a {@link MahalanobisScore}, projected or not
   * @return its JSON
   * @throws IllegalArgumentException if it has another score
   */
  public static NoveltyJson of(NoveltyDetector detector) {
    byte[] signs = {};
    NoveltyScore inner = detector.score();
    if (inner instanceof ProjectedScore projected) {
      signs = projected.positive().toByteArray();
      inner = projected.score();
    }
    if (!(inner instanceof MahalanobisScore score)) {
      throw new IllegalArgumentException(
          "only a MahalanobisScore can be saved with a classifier, not " + detector.score());
    }
    ConformalCalibration validation = detector.validation();
    int n = validation.size();
    int p = score.length();
    float[] centres = new float[score.centres().length * p];
    for (int c = 0; c < score.centres().length; c++) {
      System.arraycopy(score.centres()[c], 0, centres, c * p, p);
    }
    return new NoveltyJson(
        score.isRelative() ? RELATIVE : MAHALANOBIS,
        detector.score().length(),
        p,
        Base64.getEncoder().encodeToString(signs),
        score.shrinkage(),
        text(score.mean()),
        text(score.whitening()),
        text(centres),
        text(score.background()),
        IntStream.range(0, n).mapToDouble(validation::score).toArray(),
        IntStream.range(0, n).map(validation.clusters()::clusterOf).toArray(),
        detector.origin());
  }

  /**
   * Makes the detector.
   *
   * @return the detector
   * @throws IllegalArgumentException if the score is unknown, or a list is missing or has another
   *     length
   */
  public NoveltyDetector detector() {
    if (!MAHALANOBIS.equals(score) && !RELATIVE.equals(score)) {
      throw new IllegalArgumentException(
          "the score of novelty is '"
              + score
              + "', which this version does not know; use the version that wrote it, or a newer"
              + " one");
    }
    if (validationScores == null
        || lesions == null
        || signs == null
        || features < 1
        || features > MOST_FEATURES
        || dimensions < 1
        || dimensions > features) {
      throw new IllegalArgumentException("the score of novelty is not complete");
    }
    int triangle = Math.toIntExact((long) dimensions * (dimensions + 1) / 2);
    float[] packed = floats("centres", centres);
    float[][] rows = new float[packed.length / dimensions][dimensions];
    if (rows.length == 0 || packed.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "the centres of the score of novelty have " + packed.length + " numbers");
    }
    for (int c = 0; c < rows.length; c++) {
      System.arraycopy(packed, c * dimensions, rows[c], 0, dimensions);
    }
    NoveltyScore inner =
        new MahalanobisScore(
            floats("mean", mean, dimensions),
            floats("whitening", whitening, triangle),
            rows,
            shrinkage,
            floats("background", background, RELATIVE.equals(score) ? triangle : 0));
    return new NoveltyDetector(
        dimensions == features
            ? inner
            : ProjectedScore.of(
                features, dimensions, BitSet.valueOf(Base64.getDecoder().decode(signs)), inner),
        ConformalCalibration.of(
            validationScores, new int[validationScores.length], 1, Clusters.of(lesions)),
        origin);
  }

  private static float[] floats(String name, String text, int expected) {
    float[] floats = floats(name, text);
    if (floats.length != expected) {
      throw new IllegalArgumentException(
          name
              + " of the score of novelty has "
              + floats.length
              + " numbers, and "
              + expected
              + " are needed");
    }
    return floats;
  }

  private static float[] floats(String name, String text) {
    if (text == null) {
      throw new IllegalArgumentException("the score of novelty has no " + name);
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    for (float value : floats) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            name + " of the score of novelty contains " + value + "; train the classifier again");
      }
    }
    return floats;
  }

  private static String text(float[] floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(floats.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
