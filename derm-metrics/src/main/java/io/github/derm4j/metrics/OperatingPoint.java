package io.github.derm4j.metrics;

/**
 * A threshold of a score, with its sensitivity and specificity. A case is called positive when its
 * score is greater than or equal to the threshold.
 *
 * @param threshold the threshold; {@link Double#POSITIVE_INFINITY} calls no case positive
 * @param sensitivity true positives over positives, in [0, 1]
 * @param specificity true negatives over negatives, in [0, 1]
 */
public record OperatingPoint(double threshold, double sensitivity, double specificity) {}
