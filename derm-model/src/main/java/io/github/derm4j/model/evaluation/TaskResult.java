package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.DecisionCurve;
import io.github.derm4j.metrics.DiagnosticTable;
import io.github.derm4j.metrics.PrecisionRecallCurve;
import io.github.derm4j.metrics.RocBand;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.TaskThreshold;
import io.github.derm4j.model.internal.Format;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The result of a binary task on the test images.
 *
 * @param name the name of the task
 * @param positiveNodes names of the positive side's nodes
 * @param negativeNodes names of the negative side's nodes
 * @param leftOut nodes of the task's definition that the training classes don't resolve
 * @param scores the scores of its test images
 * @param curve the ROC curve
 * @param band the curve's specificity at the sensitivities 0, 0.05, … 1, with pointwise 95 %
 *     intervals by the bootstrap over lesions; empty if the area has no interval
 * @param auc the area under the curve
 * @param interval the 95 % interval of the area; empty if a side has fewer than two lesions
 * @param intervalMethod the method of the interval, or the reason why there is none
 * @param threshold the decision threshold; score ≥ threshold is called positive
 * @param thresholdRule the origin of the threshold; never from test images
 * @param table the 2×2 table at that threshold
 * @param calibration the calibration of the scores
 * @param recalibrated the calibration of the recalibrated scores; empty without a recalibration
 */
public record TaskResult(
    String name,
    List<String> positiveNodes,
    List<String> negativeNodes,
    List<LeftOutNode> leftOut,
    List<ImageScore> scores,
    RocCurve curve,
    List<RocBand.Point> band,
    double auc,
    Optional<ConfidenceInterval> interval,
    String intervalMethod,
    double threshold,
    String thresholdRule,
    DiagnosticTable table,
    TaskCalibration calibration,
    Optional<TaskCalibration> recalibrated) {

  /**
   * The prevalences at which predictive values are reported, in addition to that of the test
   * images.
   */
  public static final List<Double> PREVALENCES = List.of(0.01, 0.05, 0.2);

  /** The sensitivities at which the specificity is reported. */
  public static final List<Double> SENSITIVITIES = List.of(0.8, 0.9, 0.95);

  private static final double[] DECISION_THRESHOLDS =
      DoubleStream.concat(
              DoubleStream.of(0.01, 0.02), IntStream.range(1, 20).mapToDouble(i -> i / 20.0))
          .toArray();

  /** The beginning of the origin of a threshold that was chosen on validation images. */
  static final String CHOSEN = "largest Youden index on the validation lesions";

  /**
   * Copies the lists.
   *
   * @param name the name of the task
   * @param positiveNodes names of the positive side's nodes
   * @param negativeNodes names of the negative side's nodes
   * @param leftOut nodes of the task's definition that the training classes don't resolve
   * @param scores the scores of its test images
   * @param curve the ROC curve
   * @param band the curve's specificity at fixed sensitivities
   * @param auc the area under the curve
   * @param interval the 95 % interval of the area
   * @param intervalMethod the method of the interval
   * @param threshold the decision threshold
   * @param thresholdRule the origin of the threshold
   * @param table the 2×2 table at that threshold
   * @param calibration the calibration of the scores
   * @param recalibrated the calibration of the recalibrated scores
   */
  public TaskResult {
    positiveNodes = List.copyOf(positiveNodes);
    negativeNodes = List.copyOf(negativeNodes);
    leftOut = List.copyOf(leftOut);
    scores = List.copyOf(scores);
    band = List.copyOf(band);
  }

  /**
   * The threshold that is stored with a classifier.
   *
   * @param data the data set of the validation lesions; may be empty
   * @return the threshold, or empty if it was not chosen on the validation lesions
   */
  public Optional<TaskThreshold> chosenThreshold(String data) {
    return thresholdRule.startsWith(CHOSEN)
        ? Optional.of(
            new TaskThreshold(
                name,
                positiveNodes,
                negativeNodes,
                threshold,
                thresholdRule.substring(0, thresholdRule.indexOf(';'))
                    + " of its training"
                    + (data.isBlank() ? "" : " on " + data)))
        : Optional.empty();
  }

  /** {@return the figures for the provenance of a classifier} */
  public Provenance.Test figures() {
    return new Provenance.Test(
        name,
        table.total(),
        auc,
        interval.map(ConfidenceInterval::low).orElse(Double.NaN),
        interval.map(ConfidenceInterval::high).orElse(Double.NaN),
        threshold,
        table.sensitivity().value(),
        table.specificity().value());
  }

  /** {@return the scores with the true classes, in the order of {@link #scores()}} */
  public BinaryScores binaryScores() {
    return new ScoredImages(scores).scores();
  }

  /** {@return the lesions, in the order of {@link #scores()}, for intervals by cluster} */
  public Clusters lesions() {
    return Clusters.of(scores.stream().map(ImageScore::lesion).toList());
  }

  /**
   * The shares at the threshold, with intervals that allow for lesions with several images.
   *
   * @return the shares of {@link #table()}
   */
  public ClusteredTable shares() {
    return ClusteredTable.at(binaryScores(), threshold, lesions());
  }

  /**
   * The curve's specificity at a sensitivity.
   *
   * @param sensitivity one of the sensitivities of {@link #band()}
   * @return the specificity with its interval; empty if the band has no such point
   */
  public Optional<RocBand.Point> specificityAt(double sensitivity) {
    return band.stream().filter(point -> point.at() == sensitivity).findFirst();
  }

  /**
   * The net benefit of acting on the scores, at the thresholds 0.01, 0.02, 0.05, 0.1, 0.15, … 0.95.
   *
   * @return the decision curve, with standard errors that allow for lesions with several images
   */
  public List<DecisionCurve.Point> decisions() {
    return DecisionCurve.points(binaryScores(), lesions(), DECISION_THRESHOLDS);
  }

  /** {@return the precision–recall curve} */
  public PrecisionRecallCurve precisionRecall() {
    return PrecisionRecallCurve.of(curve);
  }

  /** {@return the method of the intervals of sensitivity and specificity} */
  public String shareMethod() {
    Clusters lesions = lesions();
    return lesions.count() == lesions.cases()
        ? "Wilson, 95 %"
        : "Wilson clustered by lesion (Rao-Scott), 95 %";
  }

  /**
   * Formats the area with its interval.
   *
   * @return a text such as {@code AUC 0.912 (95 % interval 0.880 to 0.944)}
   */
  public String area() {
    return "AUC "
        + Format.three(auc)
        + interval
            .map(
                limits ->
                    String.format(
                        Locale.ROOT,
                        " (95 %% interval %s to %s)",
                        Format.three(limits.low()),
                        Format.three(limits.high())))
            .orElse(" (" + intervalMethod + ")");
  }

  /** Formats the figures as one line of text. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s, sensitivity %.3f, specificity %.3f at threshold %.3f, %s",
        name,
        area(),
        table.sensitivity().value(),
        table.specificity().value(),
        threshold,
        Format.count(table.total(), "image"));
  }

  /**
   * A node of the task's definition that is not part of this evaluation.
   *
   * @param node its name
   * @param images the number of images on it and below
   * @param reason the reason why it was left out
   */
  public record LeftOutNode(String node, long images, String reason) {}
}
