package io.github.derm4j.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Compares readers with a curve, as in the paper's Figure 3: each reader is a point of sensitivity
 * and specificity, the mean reader is drawn with one standard deviation, and a reader below the
 * curve is outperformed. Immutable.
 *
 * <p>The count of readers below a curve describes the readers of the study; {@link
 * ObuchowskiRockette} tests whether it holds for other readers and other cases.
 */
public final class ReaderStudy {
  /** The tolerance for comparing shares, which are quotients of counts. */
  private static final double ROUNDING = 1e-12;

  private final List<ReaderPoint> readers;

  private ReaderStudy(List<ReaderPoint> readers) {
    this.readers = readers;
  }

  /**
   * Takes the readers of a study.
   *
   * @param readers at least one
   * @return the study
   * @throws IllegalArgumentException if there is no reader
   */
  public static ReaderStudy of(List<ReaderPoint> readers) {
    if (readers.isEmpty()) {
      throw new IllegalArgumentException("a reader study needs at least one reader");
    }
    return new ReaderStudy(List.copyOf(readers));
  }

  /**
   * The readers.
   *
   * @return in the order given
   */
  public List<ReaderPoint> readers() {
    return readers;
  }

  /**
   * The mean reader with the spread between readers.
   *
   * @return means and sample standard deviations; the latter are NaN for a single reader
   */
  public MeanReader meanReader() {
    return new MeanReader(
        mean(ReaderPoint::sensitivity),
        deviation(ReaderPoint::sensitivity),
        mean(ReaderPoint::specificity),
        deviation(ReaderPoint::specificity));
  }

  private double mean(ToDoubleFunction<ReaderPoint> share) {
    return readers.stream().mapToDouble(share).average().orElseThrow();
  }

  private double deviation(ToDoubleFunction<ReaderPoint> share) {
    double mean = mean(share);
    double squares =
        readers.stream().mapToDouble(share).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (readers.size() - 1.0));
  }

  /**
   * Each reader against the curve at the reader's own sensitivity.
   *
   * @param curve the curve, linear between its points
   * @return one comparison per reader, in order
   */
  public List<Comparison> against(RocCurve curve) {
    return readers.stream()
        .map(reader -> new Comparison(reader, curve.interpolatedSpecificity(reader.sensitivity())))
        .toList();
  }

  /**
   * The number of readers below the curve; a reader on the curve does not count.
   *
   * @param curve the curve
   * @return from 0 to the number of readers
   */
  public int below(RocCurve curve) {
    return (int) against(curve).stream().filter(Comparison::isBelow).count();
  }

  /**
   * The mean of the readers' margins: how much more specific the curve is than the readers, each at
   * the reader's own sensitivity.
   *
   * @param curve the curve
   * @return the mean of {@link Comparison#margin}
   */
  public double meanMargin(RocCurve curve) {
    return against(curve).stream().mapToDouble(Comparison::margin).average().orElseThrow();
  }

  /**
   * The mean over the readers of a study with its standard deviations.
   *
   * @param sensitivity mean sensitivity
   * @param sensitivityDeviation sample standard deviation of the readers' sensitivities
   * @param specificity mean specificity
   * @param specificityDeviation sample standard deviation of the readers' specificities
   */
  public record MeanReader(
      double sensitivity,
      double sensitivityDeviation,
      double specificity,
      double specificityDeviation) {}

  /**
   * A reader, and the specificity of the curve at the reader's sensitivity.
   *
   * @param reader the reader
   * @param curveSpecificity the specificity of the curve at the reader's sensitivity
   */
  public record Comparison(ReaderPoint reader, double curveSpecificity) {

    /**
     * The margin by which the curve is more specific than the reader.
     *
     * @return {@code curveSpecificity - reader.specificity()}; negative if the reader is better
     */
    public double margin() {
      return curveSpecificity - reader.specificity();
    }

    /**
     * Returns whether the reader is below the curve.
     *
     * @return whether the margin is above 0, apart from rounding
     */
    public boolean isBelow() {
      return margin() > ROUNDING;
    }
  }
}
