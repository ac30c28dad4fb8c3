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
 * A trainer with checked options, and the facts that a run needs.
 *
 * @param source makes the trainer when the training classes are known
 * @param builder the same in a program, but for the last call
 * @param dependsOnClasses whether it needs to know them
 * @param facts the options that were used, for the report
 * @param featureCache where the features of a frozen body are kept; null if the body is trained
 * @param checkpoints how training is saved; null if it is not
 * @param keepCheckpoints whether checkpoints outlive the training
 */
record PlannedTrainer(
    Source source,
    Code builder,
    boolean dependsOnClasses,
    Map<String, String> facts,
    @Nullable Path featureCache,
    @Nullable Checkpoints checkpoints,
    boolean keepCheckpoints) {

  /** Makes a trainer for training classes. */
  @FunctionalInterface
  interface Source {

    /**
     * Makes the trainer.
     *
     * @param tasks the binary questions that are evaluated
     * @param partition the training classes
     * @param all all images of the run, on the tree
     */
    Trainer of(List<TaskDefinition> tasks, DiseasePartition partition, DiseaseCounts all);
  }

  PlannedTrainer {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** A trainer that is the same whatever the training classes, and saves nothing on the way. */
  static PlannedTrainer of(Trainer trainer, Map<String, String> facts) {
    return new PlannedTrainer(
        (tasks, partition, all) -> trainer, Code.of("trainer"), false, facts, null, null, false);
  }
}
