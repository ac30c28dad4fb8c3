package io.github.derm4j.model;

import io.github.derm4j.metrics.Clusters;
import io.github.derm4j.metrics.ConformalCalibration;
import io.github.derm4j.metrics.ConformalPredictor;
import io.github.derm4j.metrics.ConformalScore;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.TrainingClass;
import io.github.derm4j.taxonomy.TreeProbabilities;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Calibrates a classifier for answers with a guarantee: a set of training classes, and a node of
 * the disease tree, that contain the true diagnosis with a stated probability, by split conformal
 * prediction on validation lesions. It is saved with the classifier.
 *
 * <p>The guarantee is on average over new lesions of the same population: same cameras, clinics and
 * mix of diseases, and a diagnosis that belongs to a training class. Each validation lesion counts
 * once, see {@link ConformalCalibration}. Sets of classes use the score LAC, single nodes {@link
 * TreeProbabilities#nonconformity}. Both use the network's own probabilities, not recalibrated
 * ones.
 *
 * @param classes the scores of the true classes for sets of training classes
 * @param nodes the scores of the same images for single nodes
 * @param origin the origin of the images, for a report
 */
public record PredictionSets(
    ConformalCalibration classes, ConformalCalibration nodes, String origin) {

  private static final ConformalScore SCORE = ConformalScore.lac();

  /**
   * Checks the scores.
   *
   * @param classes the scores for sets of training classes
   * @param nodes the scores for single nodes
   * @param origin the origin of the images
   * @throws IllegalArgumentException if the two are of different numbers of images or classes, or
   *     the origin is missing
   */
  public PredictionSets {
    if (classes.size() != nodes.size() || classes.classes() != nodes.classes()) {
      throw new IllegalArgumentException(
          "prediction sets need scores of the same images and classes, but got "
              + classes
              + " and "
              + nodes);
    }
    if (origin == null) {
      throw new IllegalArgumentException("prediction sets lack their origin; give an empty text");
    }
  }

  /**
   * Calibrates the answers. Images whose diagnosis belongs to no training class are left out.
   *
   * @param validation the probabilities of images that neither trained the classifier nor test it
   * @param partition the training classes
   * @param origin the origin of these images, for a report
   * @return the calibration
   * @throws IllegalArgumentException if no image belongs to a training class, or a probability is
   *     NaN
   */
  public static PredictionSets fit(
      Predictions validation, DiseasePartition partition, String origin) {
    int[] known =
        IntStream.range(0, validation.records().size())
            .filter(i -> partition.classOf(validation.records().get(i).diagnosis()).isPresent())
            .toArray();
    if (known.length == 0) {
      throw new IllegalArgumentException("no validation image belongs to a training class");
    }
    double[] ofClasses = new double[known.length];
    double[] ofNodes = new double[known.length];
    int[] actual = new int[known.length];
    for (int i = 0; i < known.length; i++) {
      float[] row = validation.probabilities()[known[i]];
      actual[i] = partition.classOf(validation.records().get(known[i]).diagnosis()).orElseThrow();
      ofClasses[i] = SCORE.scores(wide(row))[actual[i]];
      ofNodes[i] = TreeProbabilities.of(partition, row).nonconformity()[actual[i]];
    }
    Clusters lesions =
        Clusters.of(
            IntStream.of(known)
                .mapToObj(validation.records()::get)
                .map(record -> record.lesionId().orElse(record.imageId()))
                .toList());
    int classes = partition.classes().size();
    return new PredictionSets(
        ConformalCalibration.of(ofClasses, actual, classes, lesions),
        ConformalCalibration.of(ofNodes, actual, classes, lesions),
        origin);
  }

  /**
   * The answers with a guarantee over all diagnoses together. Rare diagnoses may have a lower
   * coverage.
   *
   * @param coverage the guaranteed probability, such as 0.9
   * @return the answers
   * @throws IllegalArgumentException if the coverage is not strictly between 0 and 1
   */
  public Predictor predictor(double coverage) {
    return new Predictor(classes.predictor(coverage), nodes.predictor(coverage));
  }

  /**
   * The answers with a guarantee for each training class. A class with too few validation lesions,
   * fewer than 9 for a coverage of 0.9, is in every set.
   *
   * @param coverage the guaranteed probability, such as 0.9
   * @return the answers
   * @throws IllegalArgumentException if the coverage is not strictly between 0 and 1
   */
  public Predictor classConditional(double coverage) {
    return new Predictor(classes.classConditional(coverage), nodes.classConditional(coverage));
  }

  /**
   * The number of validation lesions.
   *
   * @return at least 1
   */
  public int lesions() {
    return classes.clusters().count();
  }

  /**
   * A copy with another origin.
   *
   * @param changed where it comes from
   * @return a changed copy
   */
  public PredictionSets withOrigin(String changed) {
    return new PredictionSets(classes, nodes, changed);
  }

  /**
   * Refuses a calibration of another number of classes.
   *
   * @throws IllegalArgumentException if it has another number of classes
   */
  void requireClasses(int expected) {
    if (classes.classes() != expected) {
      throw new IllegalArgumentException(
          "the prediction sets have "
              + classes.classes()
              + " classes and the partition "
              + expected);
    }
  }

  private static double[] wide(float[] row) {
    double[] wide = new double[row.length];
    for (int c = 0; c < row.length; c++) {
      wide[c] = row[c];
    }
    return wide;
  }

  /** Answers with a fixed coverage. Immutable. */
  public static final class Predictor {
    private final ConformalPredictor classes;
    private final ConformalPredictor nodes;

    private Predictor(ConformalPredictor classes, ConformalPredictor nodes) {
      this.classes = classes;
      this.nodes = nodes;
    }

    /**
     * The answer for an image.
     *
     * @param said the classifier's prediction, not recalibrated
     * @return the set of classes and the node
     * @throws IllegalArgumentException if it has another number of classes, or a probability is NaN
     */
    public PredictionSet predict(Classification said) {
      DiseasePartition partition = said.partition();
      float[] row = said.probabilities();
      List<Integer> set = classes(row);
      TreeProbabilities tree = TreeProbabilities.of(partition, row);
      return new PredictionSet(
          classes.coverage(),
          set.stream()
              .map(c -> new Classification.Ranked(partition.classes().get(c), row[c]))
              .toList(),
          partition.cover(set),
          tree.covering(nodes.set(tree.nonconformity())));
    }

    /**
     * The set of classes alone.
     *
     * @param probabilities those of all training classes, not recalibrated
     * @return the indices of the classes in the set, most probable first; at least one
     * @throws IllegalArgumentException if there is another number of classes, or one is NaN
     */
    public List<Integer> classes(float[] probabilities) {
      return classes.set(SCORE.scores(wide(probabilities)));
    }

    /**
     * Says for which training classes there are too few validation lesions to guarantee the
     * coverage. They are in every set.
     *
     * @param partition the training classes
     * @return the classes; all of them if the calibration as a whole has too few lesions
     */
    public List<TrainingClass> alwaysIncluded(DiseasePartition partition) {
      return partition.classes().stream()
          .filter(each -> Double.isInfinite(classes.threshold(each.index())))
          .toList();
    }
  }

  @Override
  public String toString() {
    return "PredictionSets[" + classes.size() + " images of " + lesions() + " lesions]";
  }
}
