package io.github.derm4j.metrics;

import java.util.Arrays;

/**
 * The mean of the probabilities that several models give to the classes of one case, and how much
 * the models disagree. The order of the models does not change a bit of the result. Immutable.
 *
 * <p>The disagreement is the mutual information between the class and the model: the entropy of the
 * mean less the mean entropy of the models (Houlsby et al., arXiv 1112.5745; Depeweg et al., ICML
 * 2018), in nats. It is 0 if all models agree, also on an uncertain answer, and at most the
 * logarithm of their number.
 */
public final class EnsembleProbabilities {

  private final double[] mean;
  private final double entropy;
  private final double disagreement;

  private EnsembleProbabilities(double[] mean, double entropy, double disagreement) {
    this.mean = mean;
    this.entropy = entropy;
    this.disagreement = disagreement;
  }

  /**
   * Averages the answers of models.
   *
   * @param models {@code [models][classes]}, each row summing to 1
   * @return the mean and the disagreement
   * @throws IllegalArgumentException if there is no model or no class, the rows have different
   *     lengths, or a probability is NaN, infinite or negative
   */
  public static EnsembleProbabilities of(double[][] models) {
    Checks.positive("the number of models", models.length);
    int classes = Checks.positive("the number of classes", models[0].length);
    for (double[] model : models) {
      Checks.sameLength("the first model", classes, "another model", model.length);
      for (int c = 0; c < classes; c++) {
        if (Checks.finite("probability", c, model[c]) < 0) {
          throw new IllegalArgumentException(
              "probability[" + c + "] = " + model[c] + ": must be at least 0");
        }
      }
    }
    double[] mean = new double[classes];
    double[] column = new double[models.length];
    for (int c = 0; c < classes; c++) {
      for (int m = 0; m < models.length; m++) {
        column[m] = models[m][c];
      }
      mean[c] = mean(column);
    }
    double[] divergences = new double[models.length];
    for (int m = 0; m < models.length; m++) {
      divergences[m] = divergence(models[m], mean);
    }
    return new EnsembleProbabilities(mean, entropy(mean), Math.max(0, mean(divergences)));
  }

  /** The mean of values, which are sorted, so that their order does not change the rounding. */
  private static double mean(double[] values) {
    Arrays.sort(values);
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /**
   * The Kullback-Leibler divergence of a model from the mean. The mean of these divergences is the
   * mutual information, and exactly 0 for equal models, which the difference of entropies is not.
   */
  private static double divergence(double[] model, double[] mean) {
    double sum = 0;
    for (int c = 0; c < model.length; c++) {
      if (model[c] > 0) {
        sum += model[c] * Math.log(model[c] / mean[c]);
      }
    }
    return sum;
  }

  private static double entropy(double[] probabilities) {
    double sum = 0;
    for (double p : probabilities) {
      if (p > 0) {
        sum -= p * Math.log(p);
      }
    }
    return Math.max(0, sum);
  }

  /**
   * The mean of the probabilities.
   *
   * @return one for each class
   */
  public double[] mean() {
    return mean.clone();
  }

  /**
   * The uncertainty of the answer, with and without disagreement.
   *
   * @return the entropy of the mean in nats, from 0 to the logarithm of the number of classes
   */
  public double entropy() {
    return entropy;
  }

  /**
   * The part of the uncertainty that comes from the disagreement of the models.
   *
   * @return the mutual information in nats, at least 0
   */
  public double disagreement() {
    return disagreement;
  }

  @Override
  public String toString() {
    return "EnsembleProbabilities[entropy " + entropy + ", disagreement " + disagreement + "]";
  }
}
