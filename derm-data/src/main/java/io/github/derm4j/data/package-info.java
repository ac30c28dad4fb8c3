/**
 * Labelled images on disk as immutable values: {@link io.github.derm4j.data.LesionDataset} holds
 * the records, the tree of their diagnoses and the {@link io.github.derm4j.data.ImageSource} of
 * their pixels.
 *
 * <p>The subpackages: {@code archive} reads data sets of known layouts, {@code split} partitions
 * them so that no lesion is in two parts, {@code image} decodes and transforms images, {@code
 * pipeline} makes batches of images, {@code synthetic} generates a data set from a seed.
 */
@NullMarked
package io.github.derm4j.data;

import org.jspecify.annotations.NullMarked;
