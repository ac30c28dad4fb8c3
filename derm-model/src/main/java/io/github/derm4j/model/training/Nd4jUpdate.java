package io.github.derm4j.model.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/** The update by ND4J's operations, on a CPU or a GPU. */
final class Nd4jUpdate implements WeightUpdate {

  private static final String WORKSPACE = "DERM_OPTIMIZER";

  private record Chunk(ParameterRun run, @Nullable GradientUpdater<?> updater) {}

  private final RmsPropMomentum optimizer;
  private final List<Chunk> chunks = new ArrayList<>();
  private final WorkspaceConfiguration scratch;

  /** Uses the optimiser's state without initializing it. */
  Nd4jUpdate(RmsPropMomentum optimizer, List<ParameterRun> runs) {
    this.optimizer = optimizer;
    long bytes = 1;
    for (ParameterRun run : runs) {
      INDArray state = run.state();
      chunks.add(new Chunk(run, state == null ? null : optimizer.instantiate(state, false)));
      bytes = Math.max(bytes, run.values().length() * run.values().dataType().width());
    }
    scratch =
        WorkspaceConfiguration.builder()
            .initialSize(4 * bytes)
            .policyLearning(LearningPolicy.NONE)
            .build();
  }

  @Override
  public double squares() {
    double squares = 0;
    for (Chunk chunk : chunks) {
      if (chunk.updater != null) {
        double norm = chunk.run.gradient().norm2Number().doubleValue();
        squares += norm * norm;
      }
    }
    return squares;
  }

  @Override
  @SuppressWarnings("try") // The workspace acts by being open, not by being called.
  public void apply(Step step) {
    optimizer.setLrAndSchedule(step.learningRate(), null);
    for (Chunk chunk : chunks) {
      try (MemoryWorkspace open =
          Nd4j.getWorkspaceManager().getAndActivateWorkspace(scratch, WORKSPACE)) {
        apply(step, chunk.run, chunk.updater);
      }
    }
  }

  private static void apply(Step step, ParameterRun run, @Nullable GradientUpdater<?> updater) {
    INDArray gradient = run.gradient();
    if (updater == null) {
      gradient.divi(step.batches());
    } else {
      gradient.muli(step.scale());
      if (run.decays() && step.weightDecay() > 0) {
        gradient.addi(run.values().mul(step.weightDecay()));
      }
      updater.applyUpdater(gradient, 0, 0);
      if (run.rate() != 1) {
        gradient.muli(run.rate());
      }
    }
    run.values().subi(gradient);
    INDArray average = run.average();
    if (average != null && step.averageShare() == 1) {
      average.assign(run.values());
    } else if (average != null) {
      average.addi(run.values().sub(average).muli(step.averageShare()));
    }
  }
}
