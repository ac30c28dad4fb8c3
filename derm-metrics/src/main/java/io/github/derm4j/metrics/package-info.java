/**
 * Diagnostic accuracy: scores and labels in, exact values out.
 *
 * <p>The entry is {@link io.github.derm4j.metrics.BinaryScores}: one score and one truth per case.
 * From it come the {@link io.github.derm4j.metrics.RocCurve}, the {@link
 * io.github.derm4j.metrics.Auc} with its interval, and the {@link
 * io.github.derm4j.metrics.DiagnosticTable} at a pre-specified threshold. Several classes are
 * counted in a {@link io.github.derm4j.metrics.ConfusionMatrix}.
 *
 * <p>Three rules hold everywhere. A case is called positive when its score is greater than or equal
 * to the threshold. The direction of a score is never reversed: a higher score supports the
 * positive class, and an AUC below one half is reported unchanged. Every random choice takes a
 * seed, and the same seed gives the same result on any number of threads.
 *
 * <p>A figure that is undefined for the given counts (a precision without any positive call, a
 * sensitivity without any positive case) is {@code NaN}, as its documentation states; an invalid
 * argument causes an {@link java.lang.IllegalArgumentException}.
 */
@NullMarked
package io.github.derm4j.metrics;

import org.jspecify.annotations.NullMarked;
