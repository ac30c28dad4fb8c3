package io.github.derm4j.data;

/**
 * An image that could not be used.
 *
 * @param imageId the id of the image
 * @param reason the reason, to display
 */
public record SkippedImage(String imageId, String reason) {}
