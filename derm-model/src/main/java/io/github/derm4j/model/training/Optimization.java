package io.github.derm4j.model.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The options of the optimisation in a training of all layers. {@link #paper()} has the paper's
 * values; each {@code with} method returns a changed copy.
 *
 * @param schedule the schedule of the learning rate; the paper's is a factor of 0.16 every 30
 *     epochs
 * @param weightDecay λ of the penalty λ/2 |w|² on kernels and softmax weights, added to the
 *     gradient; 0 in the paper, which mentions none
 * @param labelSmoothing the share s of the target that is spread uniformly over the k classes:
 *     {@code (1 - s) y + s / k} (Szegedy et al. 2016, section 7, who use 0.1); 0 in the paper
 * @param classWeights the weight of an image in the loss; equal in the paper, which balances
 *     classes by the partition
 * @param maxGradientNorm the maximum L2 norm of the gradient over all trained parameters, to which
 *     larger gradients are scaled down; infinite in the paper, which mentions none
 * @param accumulation the number of batches in one step, whose gradients are averaged over the
 *     images as if they were one batch, for machines without memory for a batch of 32. Batch
 *     normalisation still uses one batch at a time. 1 in the paper
 * @param layerDecay the factor of the learning rate of each block relative to the block above it; 1
 *     in the paper, which has one global learning rate
 */
public record Optimization(
    LearningRateSchedule schedule,
    double weightDecay,
    double labelSmoothing,
    ClassWeights classWeights,
    double maxGradientNorm,
    int accumulation,
    double layerDecay) {

  private static final Optimization PAPER =
      new Optimization(
          LearningRateSchedule.paper(), 0, 0, ClassWeights.EQUAL, Double.POSITIVE_INFINITY, 1, 1);

  /**
   * Checks the values.
   *
   * @param schedule the schedule of the learning rate
   * @param weightDecay 0 or more
   * @param labelSmoothing in [0, 1)
   * @param classWeights the weight of an image in the loss
   * @param maxGradientNorm above 0
   * @param accumulation at least 1
   * @param layerDecay in (0, 1]
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Optimization {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(classWeights, "classWeights");
    Range.require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
    Range.require(
        labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", labelSmoothing, "in [0, 1)");
    Range.require(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm, "above 0");
    Range.require(accumulation >= 1, "accumulation", accumulation, "at least 1");
    Range.require(layerDecay > 0 && layerDecay <= 1, "layerDecay", layerDecay, "in (0, 1]");
  }

  /**
   * The paper's values.
   *
   * @return the options
   */
  public static Optimization paper() {
    return PAPER;
  }

  /** The options that determine the result, by name. */
  Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("schedule", schedule.toString());
    facts.put("weightDecay", Double.toString(weightDecay));
    facts.put("labelSmoothing", Double.toString(labelSmoothing));
    facts.put("classWeights", classWeights.toString());
    facts.put("maxGradientNorm", Double.toString(maxGradientNorm));
    facts.put("accumulation", Integer.toString(accumulation));
    facts.put("layerDecay", Double.toString(layerDecay));
    return facts;
  }

  /**
   * Changes the schedule of the learning rate.
   *
   * @param changed the schedule of the learning rate
   * @return the changed copy
   */
  public Optimization withSchedule(LearningRateSchedule changed) {
    return new Optimization(
        changed,
        weightDecay,
        labelSmoothing,
        classWeights,
        maxGradientNorm,
        accumulation,
        layerDecay);
  }

  /**
   * Changes the weight decay.
   *
   * @param lambda at least 0; 4e-5 is usual for Inception v3
   * @return the changed copy
   */
  public Optimization withWeightDecay(double lambda) {
    return new Optimization(
        schedule, lambda, labelSmoothing, classWeights, maxGradientNorm, accumulation, layerDecay);
  }

  /**
   * Changes the label smoothing.
   *
   * @param share in [0, 1)
   * @return the changed copy
   */
  public Optimization withLabelSmoothing(double share) {
    return new Optimization(
        schedule, weightDecay, share, classWeights, maxGradientNorm, accumulation, layerDecay);
  }

  /**
   * Changes the weights of images in the loss.
   *
   * @param weights the weights by training class
   * @return the changed copy
   */
  public Optimization withClassWeights(ClassWeights weights) {
    return new Optimization(
        schedule, weightDecay, labelSmoothing, weights, maxGradientNorm, accumulation, layerDecay);
  }

  /**
   * Changes the maximum norm of the gradient.
   *
   * @param norm the L2 norm, above 0
   * @return the changed copy
   */
  public Optimization withMaxGradientNorm(double norm) {
    return new Optimization(
        schedule, weightDecay, labelSmoothing, classWeights, norm, accumulation, layerDecay);
  }

  /**
   * Changes the number of batches in a step.
   *
   * @param batches at least 1
   * @return the changed copy
   */
  public Optimization withAccumulation(int batches) {
    return new Optimization(
        schedule, weightDecay, labelSmoothing, classWeights, maxGradientNorm, batches, layerDecay);
  }

  /**
   * Changes the factor of the learning rate of each block relative to the block above it.
   *
   * @param factor in (0, 1]
   * @return the changed copy
   */
  public Optimization withLayerDecay(double factor) {
    return new Optimization(
        schedule, weightDecay, labelSmoothing, classWeights, maxGradientNorm, accumulation, factor);
  }
}
