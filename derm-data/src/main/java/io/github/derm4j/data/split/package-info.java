/**
 * Splits without leaks: {@link io.github.derm4j.data.split.GroupedSplit} and {@link
 * io.github.derm4j.data.split.GroupedFolds} divide records by {@link
 * io.github.derm4j.data.split.Components}, so that images of one lesion, or of one person, are
 * never in two parts. {@link io.github.derm4j.data.split.SimilarityGraph} finds relations that ids
 * miss, and {@link io.github.derm4j.data.split.LeakAudit} finds leaks in an existing split.
 */
@NullMarked
package io.github.derm4j.data.split;

import org.jspecify.annotations.NullMarked;
