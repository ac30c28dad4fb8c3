/**
 * Images in memory: decoding, geometric transforms and conversion to arrays.
 *
 * <p>{@link io.github.derm4j.data.image.ImageDecoder} turns the bytes of an image file into a
 * {@link io.github.derm4j.data.image.LesionImage}; an {@link
 * io.github.derm4j.data.image.ImageTransform} (the paper's augmentation, the central crop of an
 * evaluation, the whole image) resizes it to the input size of the network; {@link
 * io.github.derm4j.data.image.ImageBatch} writes such images into one array.
 */
@NullMarked
package io.github.derm4j.data.image;

import org.jspecify.annotations.NullMarked;
