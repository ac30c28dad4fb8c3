package io.github.derm4j.taxonomy;

/**
 * Images that a partition does not use.
 *
 * @param node their label
 * @param images the number of images, at least 1
 */
public record DroppedImages(DiseaseNode node, long images) {}
