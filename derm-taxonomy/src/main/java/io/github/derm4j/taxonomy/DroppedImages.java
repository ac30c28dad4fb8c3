package io.github.derm4j.taxonomy;

/**
 * Images that a partition does not use.
 *
 * @param node the node with which they are labelled
 * @param images how many, at least 1
 */
public record DroppedImages(DiseaseNode node, long images) {}
