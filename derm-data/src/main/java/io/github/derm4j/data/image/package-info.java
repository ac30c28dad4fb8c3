/**
 * Images in memory: decoding, geometry and the way into an array.
 *
 * <p>{@link io.github.derm4j.data.image.ImageDecoder} turns the bytes of a JPEG or PNG file into a
 * {@link io.github.derm4j.data.image.LesionImage}; an {@link
 * io.github.derm4j.data.image.ImageTransform} (the paper's augmentation, the central crop of an
 * evaluation, the whole image) brings it to the size that the network reads; {@link
 * io.github.derm4j.data.image.ImageBatch} writes such images into one array.
 */
@NullMarked
package io.github.derm4j.data.image;

import org.jspecify.annotations.NullMarked;
