package io.github.derm4j.cli;

import io.github.derm4j.model.evaluation.Evaluation;
import io.github.derm4j.model.evaluation.RunFacts;

/**
 * All results of a run, from which the report, {@code metrics.json} and the last lines on the
 * terminal are written.
 *
 * @param run the circumstances of the run
 * @param evaluation the figures
 */
record StudyResult(RunFacts run, Evaluation evaluation) {}
