package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.Bootstrap;
import io.github.derm4j.metrics.BootstrapDistribution;
import io.github.derm4j.metrics.ClusteredAuc;
import io.github.derm4j.metrics.ClusteredTable;
import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConfidenceInterval;
import io.github.derm4j.metrics.ConfusionMatrix;
import io.github.derm4j.metrics.MulticlassScores;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Figures of the inference classes on the test images, with the summed probabilities of their
 * training classes as scores.
 *
 * @param classes each class against all others; a class without a test image has no figures
 * @param macroAuc the mean of the classes' areas, with equal weights; NaN if only one class has
 *     images
 * @param microAuc the area over all pairs of an image and a class, pooled
 * @param balancedAccuracy the mean of the classes' sensitivities
 * @param macroF1 the mean of the classes' F1
 * @param kappa Cohen's κ between prediction and truth
 * @param matthews Matthews's correlation between prediction and truth
 */
public record ClassFigures(
    List<ClassFigure> classes,
    double macroAuc,
    double microAuc,
    Figure balancedAccuracy,
    Figure macroF1,
    Figure kappa,
    Figure matthews) {

  private static final double LEVEL = 0.95;

  /**
   * Copies the list.
   *
   * @param classes each class against all others
   * @param macroAuc the mean of the classes' areas
   * @param microAuc the area of all pairs of an image and a class
   * @param balancedAccuracy the mean of the classes' sensitivities
   * @param macroF1 the mean of the classes' F1
   * @param kappa Cohen's κ
   * @param matthews Matthews's correlation
   */
  public ClassFigures {
    classes = List.copyOf(classes);
  }

  /** Computes the figures; empty if no image belongs to a class. */
  static Optional<ClassFigures> of(InferenceMap map, Predictions predictions, long seed) {
    return ClassScores.of(map, predictions).map(each -> of(each, seed));
  }

  static ClassFigures of(ClassScores scores, long seed) {
    return of(
        scores.scores(),
        scores.actual().stream().mapToInt(Integer::intValue).toArray(),
        scores.lesions(),
        seed);
  }

  private static ClassFigures of(
      MulticlassScores scores, int[] actual, Clusters lesions, long seed) {
    Bootstrap bootstrap =
        Bootstrap.withSeed(seed)
            .withClusters(lesions)
            .withThreads(Runtime.getRuntime().availableProcessors());
    List<ClassFigure> classes = new ArrayList<>();
    for (int c = 0; c < scores.labels().size(); c++) {
      classes.add(ClassFigure.of(scores, actual, c, lesions));
    }
    boolean several = classes.stream().filter(each -> each.images() > 0).count() > 1;
    return new ClassFigures(
        classes,
        several ? scores.macroAuc() : Double.NaN,
        several ? scores.microAuc() : Double.NaN,
        figure(bootstrap, scores, ConfusionMatrix::meanClassAccuracy),
        figure(bootstrap, scores, matrix -> matrix.f1(ConfusionMatrix.Average.MACRO)),
        figure(bootstrap, scores, ConfusionMatrix::kappa),
        figure(bootstrap, scores, ConfusionMatrix::matthewsCorrelation));
  }

  private static Figure figure(
      Bootstrap bootstrap, MulticlassScores scores, ToDoubleFunction<ConfusionMatrix> figure) {
    BootstrapDistribution distribution =
        bootstrap.distribution(scores, sample -> figure.applyAsDouble(sample.confusionMatrix()));
    return new Figure(
        distribution.estimate(),
        distribution.values().length == 0
            ? Optional.empty()
            : Optional.of(distribution.percentile(LEVEL)));
  }

  /**
   * A figure of all classes.
   *
   * @param value the figure of the test images; NaN if it is undefined
   * @param interval the 95 % percentile interval of 2,000 bootstrap samples of lesions within each
   *     class
   */
  public record Figure(double value, Optional<ConfidenceInterval> interval) {}

  /**
   * A class against all others.
   *
   * @param name the class
   * @param images its test images
   * @param lesions their lesions
   * @param auc the area under the ROC curve of its probability; empty if it, or the others
   *     together, have fewer than two lesions
   * @param shares sensitivity, specificity and predictive values if the most probable class is
   *     predicted
   * @param f1 the harmonic mean of sensitivity and positive predictive value
   */
  public record ClassFigure(
      String name,
      long images,
      int lesions,
      Optional<ClusteredAuc> auc,
      ClusteredTable shares,
      double f1) {

    private static ClassFigure of(MulticlassScores scores, int[] actual, int c, Clusters lesions) {
      boolean[] truth = new boolean[actual.length];
      boolean[] called = new boolean[actual.length];
      long images = 0;
      Set<Integer> own = new HashSet<>();
      Set<Integer> others = new HashSet<>();
      for (int i = 0; i < actual.length; i++) {
        truth[i] = actual[i] == c;
        called[i] = scores.predicted(i) == c;
        images += truth[i] ? 1 : 0;
        (truth[i] ? own : others).add(lesions.clusterOf(i));
      }
      return new ClassFigure(
          scores.labels().get(c),
          images,
          own.size(),
          own.size() < 2 || others.size() < 2
              ? Optional.empty()
              : Optional.of(ClusteredAuc.of(scores.against(c), lesions)),
          ClusteredTable.of(called, truth, lesions),
          scores.confusionMatrix().against(c).f1());
    }
  }
}
