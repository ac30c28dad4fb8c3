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
 * to the threshold. Nothing turns the direction of a score around: a higher score speaks for the
 * positive class, and an AUC below one half is reported as it is. Every random choice takes a seed,
 * and the same seed gives the same result on any number of threads.
 *
 * <p>A figure that is not defined for the given counts (a precision without any positive call, a
 * sensitivity without any positive case) is {@code NaN}, as its documentation says; an argument
 * that makes no sense is an {@link java.lang.IllegalArgumentException}.
 */
@NullMarked
package io.github.derm4j.metrics;

import org.jspecify.annotations.NullMarked;
