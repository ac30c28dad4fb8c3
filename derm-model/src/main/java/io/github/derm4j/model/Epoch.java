package io.github.derm4j.model;

/**
 * What an epoch of training reached.
 *
 * @param number the epoch, from 1
 * @param loss the mean cross-entropy over the training images, in nats
 * @param validationLoss the mean cross-entropy over the validation images, in nats
 * @param validationAccuracy the share of validation images whose training class was ranked first
 * @param seconds how long it took
 */
public record Epoch(
    int number, double loss, double validationLoss, double validationAccuracy, double seconds) {}
