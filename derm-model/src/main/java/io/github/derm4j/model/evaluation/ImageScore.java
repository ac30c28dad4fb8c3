package io.github.derm4j.model.evaluation;

/**
 * What a classifier said of one image in a binary task.
 *
 * @param image the image's id
 * @param lesion what it shows, or the image's own id where that is not known
 * @param positive the true answer
 * @param score the probability of the positive side, in [0, 1]
 */
public record ImageScore(String image, String lesion, boolean positive, double score) {}
