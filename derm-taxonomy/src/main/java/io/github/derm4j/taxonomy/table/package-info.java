/**
 * The reader of CSV tables: {@link io.github.derm4j.taxonomy.table.TableReader} reads a {@link
 * io.github.derm4j.taxonomy.table.Table}, whole or row by row. {@link
 * io.github.derm4j.taxonomy.table.Missing} defines which cells have no value.
 */
@NullMarked
package io.github.derm4j.taxonomy.table;

import org.jspecify.annotations.NullMarked;
