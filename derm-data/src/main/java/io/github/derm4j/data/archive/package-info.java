/**
 * Readers of data sets as archives publish them: {@link
 * io.github.derm4j.data.archive.DatasetReaders} knows them by name, and each turns a {@link
 * io.github.derm4j.data.archive.DatasetRequest} into a {@link io.github.derm4j.data.LesionDataset}.
 */
@NullMarked
package io.github.derm4j.data.archive;

import org.jspecify.annotations.NullMarked;
