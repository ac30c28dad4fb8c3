package io.github.derm4j.model.novelty;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Floats;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConformalCalibration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link NoveltyDetector} as JSON, with a {@link NeighbourScore} {@linkplain
 * NeighbourScore#inEightBits() in 8 bits} or a {@link MahalanobisScore}, also of {@linkplain
 * ProjectedScore projected} features or their {@linkplain RootScore roots}. Arrays of numbers are
 * 32-bit floats, little-endian, in Base64. Lists of the other score are absent.
 *
 * @param score the name of the score, {@code neighbours}, {@code mahalanobis} or {@code
 *     relative-mahalanobis}
 * @param roots whether the score is one of the features' roots
 * @param features the number of features
 * @param dimensions p, the number of projected features; the same number without a projection
 * @param signs a bit for each feature and projected feature, which is set if the sign is positive,
 *     the lowest bit of a byte first, in Base64; empty without a projection
 * @param neighbours k of the neighbours
 * @param references {@code [n, p]}, the training images in 8 bits, a signed byte for each number
 * @param steps the step of each training image
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
    boolean roots,
    int features,
    int dimensions,
    String signs,
    int neighbours,
    @Nullable String references,
    @Nullable String steps,
    double shrinkage,
    @Nullable String mean,
    @Nullable String whitening,
    @Nullable String centres,
    @Nullable String background,
    double[] validationScores,
    int[] lesions,
    String origin) {

  private static final String NEIGHBOURS = "neighbours";
  private static final String MAHALANOBIS = "mahalanobis";
  private static final String RELATIVE = "relative-mahalanobis";

  /** The square of this number is still an {@code int}. */
  private static final int MOST_FEATURES = 46_340;

  /**
   * Describes a detector.
   *
   * @param detector a detector with a {@link NeighbourScore} in 8 bits or a {@link
   *     MahalanobisScore}, also of projected features or their roots
   * @return its JSON
   * @throws IllegalArgumentException if it has another score
   */
  public static NoveltyJson of(NoveltyDetector detector) {
    NoveltyScore inner = detector.score();
    boolean roots = inner instanceof RootScore;
    if (inner instanceof RootScore root) {
      inner = root.score();
    }
    byte[] signs = {};
    if (inner instanceof ProjectedScore projected) {
      signs = projected.positive().toByteArray();
      inner = projected.score();
    }
    EightBitRows references = null;
    MahalanobisScore distance = null;
    if (inner instanceof NeighbourScore score) {
      references = score.eightBits().orElse(null);
    } else if (inner instanceof MahalanobisScore score) {
      distance = score;
    }
    if (references == null && distance == null) {
      throw new IllegalArgumentException(
          "only a NeighbourScore in 8 bits or a MahalanobisScore can be saved with a classifier,"
              + " not "
              + detector.score());
    }
    ConformalCalibration validation = detector.validation();
    int n = validation.size();
    return new NoveltyJson(
        distance == null ? NEIGHBOURS : distance.isRelative() ? RELATIVE : MAHALANOBIS,
        roots,
        detector.score().length(),
        inner.length(),
        Base64.getEncoder().encodeToString(signs),
        inner instanceof NeighbourScore score ? score.neighbours() : 0,
        references == null ? null : text(references.codes()),
        references == null ? null : text(references.steps()),
        distance == null ? 0 : distance.shrinkage(),
        distance == null ? null : text(distance.mean()),
        distance == null ? null : text(distance.whitening()),
        distance == null ? null : text(Floats.concat(distance.centres())),
        distance == null ? null : text(distance.background()),
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
    if (!NEIGHBOURS.equals(score) && !MAHALANOBIS.equals(score) && !RELATIVE.equals(score)) {
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
    NoveltyScore found = NEIGHBOURS.equals(score) ? neighbourScore() : mahalanobisScore();
    if (dimensions != features) {
      found =
          ProjectedScore.of(
              features, dimensions, BitSet.valueOf(Base64.getDecoder().decode(signs)), found);
    }
    return new NoveltyDetector(
        roots ? new RootScore(found) : found,
        ConformalCalibration.of(
            validationScores, new int[validationScores.length], 1, Clusters.of(lesions)),
        origin);
  }

  private NoveltyScore neighbourScore() {
    byte[] codes = bytes("references", references);
    int n = codes.length / dimensions;
    if (n == 0 || codes.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "the references of the score of novelty have " + codes.length + " numbers");
    }
    if (neighbours < 1 || neighbours > n) {
      throw new IllegalArgumentException(
          "the score of novelty needs " + neighbours + " neighbours, but has " + n);
    }
    byte[][] rows = new byte[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = Arrays.copyOfRange(codes, i * dimensions, (i + 1) * dimensions);
    }
    return NeighbourScore.of(new EightBitRows(rows, floats("steps", steps, n)), neighbours);
  }

  private NoveltyScore mahalanobisScore() {
    int triangle = Math.toIntExact((long) dimensions * (dimensions + 1) / 2);
    float[] packed = floats("centres", centres);
    float[][] rows = new float[packed.length / dimensions][];
    if (rows.length == 0 || packed.length % dimensions != 0) {
      throw new IllegalArgumentException(
          "the centres of the score of novelty have " + packed.length + " numbers");
    }
    for (int c = 0; c < rows.length; c++) {
      rows[c] = Arrays.copyOfRange(packed, c * dimensions, (c + 1) * dimensions);
    }
    return new MahalanobisScore(
        floats("mean", mean, dimensions),
        floats("whitening", whitening, triangle),
        rows,
        shrinkage,
        floats("background", background, RELATIVE.equals(score) ? triangle : 0));
  }

  private static float[] floats(String name, @Nullable String text, int expected) {
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

  private static byte[] bytes(String name, @Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("the score of novelty has no " + name);
    }
    return Base64.getDecoder().decode(text);
  }

  private static float[] floats(String name, @Nullable String text) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(name, text)).order(ByteOrder.LITTLE_ENDIAN);
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

  private static String text(byte[][] rows) {
    return Base64.getEncoder().encodeToString(Bytes.concat(rows));
  }

  private static String text(float[] floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(floats.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
