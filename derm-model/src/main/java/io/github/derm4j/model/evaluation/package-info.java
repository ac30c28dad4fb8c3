/**
 * Evaluation on held-out lesions: an {@link io.github.derm4j.model.evaluation.Evaluator} computes
 * an {@link io.github.derm4j.model.evaluation.Evaluation} from the probabilities of a classifier or
 * of a {@link io.github.derm4j.model.evaluation.PredictionTable}.
 */
@NullMarked
package io.github.derm4j.model.evaluation;

import org.jspecify.annotations.NullMarked;
