package io.github.derm4j.model.training;

/**
 * The figures of one pass over the training images: an epoch of a whole network, an iteration of a
 * head's solver.
 *
 * @param number the epoch, from 1
 * @param loss the mean cross-entropy over the training images in nats, with a head's L2 penalty;
 *     weighted where classes are
 * @param validationLoss the mean cross-entropy over the validation images, in nats; of a head,
 *     weighted where classes are
 * @param validationAccuracy the share of validation images whose training class was ranked first
 * @param seconds how long it took
 */
public record Epoch(
    int number, double loss, double validationLoss, double validationAccuracy, double seconds) {}
