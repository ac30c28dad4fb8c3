/**
 * Evaluation on held-out lesions: an {@link io.github.derm4j.model.evaluation.Evaluator} turns
 * probabilities of a classifier, or of a {@link io.github.derm4j.model.evaluation.PredictionTable},
 * into an {@link io.github.derm4j.model.evaluation.Evaluation}.
 */
@NullMarked
package io.github.derm4j.model.evaluation;

import org.jspecify.annotations.NullMarked;
