package io.github.derm4j.data.split;

import io.github.derm4j.data.LesionRecord;
import java.util.Collection;
import java.util.List;

/**
 * Training, validation and test images. No lesion and no person is in two parts.
 *
 * <p>The split is random, determined by its seed, and stratified: each part gets its share of the
 * images of every diagnosis, as closely as whole components allow.
 *
 * @param train the images for training
 * @param validation the images for choosing models and thresholds; empty if the fraction is 0
 * @param test the images for the reported results; empty if the fraction is 0
 */
public record GroupedSplit(
    List<LesionRecord> train, List<LesionRecord> validation, List<LesionRecord> test) {
  /**
   * Copies the lists.
   *
   * @param train the images for training
   * @param validation the images for choosing models and thresholds
   * @param test the images for the reported results
   */
  public GroupedSplit {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * Splits by lesion id and patient id.
   *
   * @param records the images
   * @param seed the same seed gives the same split
   * @param trainFraction the fraction for training, in (0, 1]
   * @param validationFraction the fraction for validation, in [0, 1)
   * @param testFraction the fraction for the test, in [0, 1); the three sum to 1
   * @return the split
   * @throws IllegalArgumentException if a fraction is out of range, or a part with a fraction above
   *     0 would be empty
   */
  public static GroupedSplit byFractions(
      List<LesionRecord> records,
      long seed,
      double trainFraction,
      double validationFraction,
      double testFraction) {
    return byFractions(
        Components.byIds(records), seed, trainFraction, validationFraction, testFraction);
  }

  /**
   * Splits by given components, for instance those of a similarity graph.
   *
   * @param components the groups that must stay together
   * @param seed the same seed gives the same split
   * @param trainFraction the fraction for training, in (0, 1]
   * @param validationFraction the fraction for validation, in [0, 1)
   * @param testFraction the fraction for the test, in [0, 1); the three sum to 1
   * @return the split
   * @throws IllegalArgumentException if a fraction is out of range, or a part with a fraction above
   *     0 would be empty
   */
  public static GroupedSplit byFractions(
      Components components,
      long seed,
      double trainFraction,
      double validationFraction,
      double testFraction) {
    double[] fractions = {trainFraction, validationFraction, testFraction};
    double sum = trainFraction + validationFraction + testFraction;
    if (!(trainFraction > 0)
        || !(validationFraction >= 0)
        || !(testFraction >= 0)
        || !(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException(
          "fractions "
              + trainFraction
              + " (train), "
              + validationFraction
              + " (validation), "
              + testFraction
              + " (test): none may be negative, the first must be above 0, and they must sum to 1");
    }
    int[] partOf = StratifiedAssignment.assign(components, fractions, seed);
    List<List<LesionRecord>> parts = Partition.divide(components, partOf, 3);
    Partition.requireFilled(
        parts, List.of("training", "validation", "test"), fractions, components);
    return new GroupedSplit(parts.get(0), parts.get(1), parts.get(2));
  }

  /**
   * Keeps a given test set, such as that of a challenge, and splits the rest into training and
   * validation by components, stratified and random, determined by the seed.
   *
   * @param components the groups that must stay together
   * @param testIds the ids of the test images
   * @param straddling the rule for other images of the same component as a test image
   * @param seed the same seed gives the same split
   * @param validationFraction the fraction of the rest for validation, in [0, 1)
   * @return the split
   * @throws IllegalArgumentException if an id is not among the records, if images straddle and
   *     {@code straddling} rejects this, if the fraction is out of range, or if a part would be
   *     empty
   */
  public static GroupedSplit withFixedTest(
      Components components,
      Collection<String> testIds,
      Straddling straddling,
      long seed,
      double validationFraction) {
    FixedTest fixed = FixedTest.of(components, testIds, straddling);
    GroupedSplit rest =
        byFractions(
            components.restrictedTo(fixed.rest()),
            seed,
            1 - validationFraction,
            validationFraction,
            0);
    return new GroupedSplit(rest.train(), rest.validation(), fixed.test());
  }

  @Override
  public String toString() {
    return "GroupedSplit["
        + train.size()
        + " train, "
        + validation.size()
        + " validation, "
        + test.size()
        + " test]";
  }
}
