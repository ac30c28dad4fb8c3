package io.github.derm4j.model.evaluation;

/**
 * The score of one image in a binary task.
 *
 * @param image the image's id
 * @param lesion its lesion, or the id of the image if the lesion is unknown
 * @param positive whether the image is truly positive
 * @param score the probability of the positive side, in [0, 1]
 */
public record ImageScore(String image, String lesion, boolean positive, double score) {}
