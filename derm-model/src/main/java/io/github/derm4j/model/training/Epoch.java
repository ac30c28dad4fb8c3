package io.github.derm4j.model.training;

/**
 * The figures of one pass over the training images: an epoch of a whole network, or an iteration of
 * a head's solver.
 *
 * @param number the epoch, from 1
 * @param loss the mean cross-entropy over the training images in nats, including the L2 penalty of
 *     a head; weighted if classes are weighted
 * @param validationLoss the mean cross-entropy over the validation images, in nats; for a head,
 *     weighted if classes are weighted
 * @param validationAccuracy the share of validation images whose training class was the most
 *     probable
 * @param seconds the time in seconds
 */
public record Epoch(
    int number, double loss, double validationLoss, double validationAccuracy, double seconds) {}
