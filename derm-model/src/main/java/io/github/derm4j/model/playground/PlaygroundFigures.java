package io.github.derm4j.model.playground;

import io.github.derm4j.metrics.ConfusionMatrix;
import java.util.Optional;

/**
 * The current losses and accuracies of the network. A loss is the mean of half the squared
 * differences between outputs and targets, without the penalty on the weights.
 *
 * @param steps the mini-batches trained since the start
 * @param epochs the complete passes over the training points since the start
 * @param trainLoss the loss of the training points; NaN or infinite if the training diverged
 * @param testLoss the loss of the test points
 * @param train the classes of the training points; empty for a regression. An output of 0 or above
 *     is the positive class
 * @param test the classes of the test points; empty for a regression
 */
public record PlaygroundFigures(
    long steps,
    long epochs,
    double trainLoss,
    double testLoss,
    Optional<ConfusionMatrix> train,
    Optional<ConfusionMatrix> test) {}
