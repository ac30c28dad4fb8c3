package io.github.derm4j.data;

/**
 * An image that could not be used.
 *
 * @param imageId which
 * @param reason why, for a person to read
 */
public record SkippedImage(String imageId, String reason) {}
