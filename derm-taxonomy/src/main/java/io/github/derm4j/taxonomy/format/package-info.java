/**
 * The formats in which trees and partitions are read, written and drawn: tables of paths ({@link
 * io.github.derm4j.taxonomy.format.PathCsv}) and of parents ({@link
 * io.github.derm4j.taxonomy.format.ParentTable}), {@link io.github.derm4j.taxonomy.format.Obo},
 * JSON ({@link io.github.derm4j.taxonomy.format.TaxonomyJson}, {@link
 * io.github.derm4j.taxonomy.format.PartitionJson}) and {@link
 * io.github.derm4j.taxonomy.format.TaxonomyDrawing}. The trees themselves do not depend on the
 * formats.
 */
@NullMarked
package io.github.derm4j.taxonomy.format;

import org.jspecify.annotations.NullMarked;
