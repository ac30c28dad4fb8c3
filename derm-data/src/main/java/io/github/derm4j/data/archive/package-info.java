/**
 * Readers of data sets in the layouts of public archives. {@link
 * io.github.derm4j.data.archive.DatasetReaders} finds a reader by name; each reader turns a {@link
 * io.github.derm4j.data.archive.DatasetRequest} into a {@link io.github.derm4j.data.LesionDataset}.
 */
@NullMarked
package io.github.derm4j.data.archive;

import org.jspecify.annotations.NullMarked;
