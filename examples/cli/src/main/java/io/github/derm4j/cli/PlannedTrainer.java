package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.model.training.Checkpoints;
import io.github.derm4j.model.training.Trainer;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trainer with checked options, and the facts for a run.
 *
 * @param source the factory of the trainer, which is called when the training classes are known
 * @param builder the same in a program, except for the last call
 * @param library the library that the program needs beside the modules; null if none
 * @param dependsOnClasses whether it depends on the training classes
 * @param facts the options for the report
 * @param featureCache the cache of the features of a frozen body; null if the body is trained
 * @param checkpoints the plan for saving checkpoints; null if it is not
 * @param keepCheckpoints whether checkpoints are kept after the training
 */
record PlannedTrainer(
    Source source,
    Code builder,
    @Nullable String library,
    boolean dependsOnClasses,
    Map<String, String> facts,
    @Nullable Path featureCache,
    @Nullable Checkpoints checkpoints,
    boolean keepCheckpoints) {

  /** A factory of trainers for training classes. */
  @FunctionalInterface
  interface Source {

    /**
     * Makes the trainer.
     *
     * @param tasks the evaluated binary tasks
     * @param partition the training classes
     * @param all the counts of all images of the run, on the tree
     */
    Trainer trainer(List<TaskDefinition> tasks, DiseasePartition partition, DiseaseCounts all);
  }

  PlannedTrainer {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Plans a trainer that does not depend on the training classes and saves no checkpoints. */
  static PlannedTrainer of(Trainer trainer, Map<String, String> facts) {
    return new PlannedTrainer(
        (tasks, partition, all) -> trainer,
        Code.of("trainer"),
        null,
        false,
        facts,
        null,
        null,
        false);
  }
}
