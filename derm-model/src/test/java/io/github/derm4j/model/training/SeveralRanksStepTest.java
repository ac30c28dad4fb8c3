package io.github.derm4j.model.training;

import static io.github.derm4j.model.training.SingleDeviceStepTest.images;
import static io.github.derm4j.model.training.SingleDeviceStepTest.labels;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.NoOp;

/** On threads, which stand for processes. */
@DisplayName("A training step of several ranks")
class SeveralRanksStepTest {

  private static final int BATCHES = 7;
  private static final double RATE = 0.01;

  private record Trained(List<Float> parameters, List<Float> state, List<Double> losses) {}

  @ParameterizedTest(name = "of {0} ranks")
  @ValueSource(ints = {2, 3, 4, 8})
  @DisplayName("is, bit for bit, the step of one that accumulates as many batches, a short one too")
  void isOneThatAccumulates(int ranks) throws Exception {
    Trained alone = trainAlone(ranks);

    List<Trained> together = trainTogether(ranks, -1);

    assertThat(together).hasSize(ranks);
    for (Trained each : together) {
      assertThat(each.parameters()).isEqualTo(alone.parameters());
      assertThat(each.state()).isEqualTo(alone.state());
      assertThat(each.losses()).isEqualTo(alone.losses());
    }
  }

  @Test
  @DisplayName("leaves out a batch without a readable image")
  void emptyBatch() throws Exception {
    ComputationGraph network = network();
    try (SingleDeviceStep alone = step(network, 3)) {
      for (int i = 0; i < 7; i++) {
        if (i != 1) {
          alone.add(batch(i), i + 1);
        }
        if (i % 3 == 2 || i == 6) {
          alone.apply(RATE, 1);
        }
      }
    }

    for (Trained each : trainTogether(3, 1)) {
      assertThat(each.parameters()).isEqualTo(Floats.asList(network.params().toFloatVector()));
      assertThat(each.losses().get(1)).isZero();
    }
  }

  private static Trained trainAlone(int accumulation) {
    ComputationGraph network = network();
    List<Double> losses = new ArrayList<>();
    try (SingleDeviceStep step = step(network, accumulation)) {
      for (int i = 0; i < BATCHES; i++) {
        losses.add(step.add(batch(i), i + 1).getAsDouble());
        if (step.isDue() || i == BATCHES - 1) {
          step.apply(RATE, 1);
        }
      }
      return new Trained(
          Floats.asList(network.params().toFloatVector()),
          Floats.asList(step.state().toFloatVector()),
          losses);
    }
  }

  private static List<Trained> trainTogether(int ranks, int empty) throws Exception {
    ThreadsExchange exchange = new ThreadsExchange(ranks);
    ExecutorService threads = Executors.newFixedThreadPool(ranks);
    try {
      List<Future<Trained>> running = new ArrayList<>();
      for (int i = 0; i < ranks; i++) {
        int rank = i;
        running.add(threads.submit(() -> train(exchange.of(rank), empty)));
      }
      List<Trained> trained = new ArrayList<>();
      for (Future<Trained> each : running) {
        trained.add(each.get());
      }
      return trained;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Trained train(GradientExchange exchange, int empty) {
    ComputationGraph network = network();
    List<DoubleSupplier> losses = new ArrayList<>();
    try (SeveralRanksStep step = new SeveralRanksStep(step(network, 1), exchange, 1)) {
      for (int i = 0; i < BATCHES; i++) {
        int rank = i % exchange.ranks();
        boolean own = rank == exchange.rank() && i != empty;
        losses.add(step.add(own ? batch(i) : new BatchElsewhere(rank, 8), i + 1));
        if (step.isDue() || i == BATCHES - 1) {
          step.apply(RATE, 1);
        }
      }
      return new Trained(
          Floats.asList(network.params().toFloatVector()),
          Floats.asList(step.state().toFloatVector()),
          losses.stream().map(DoubleSupplier::getAsDouble).toList());
    }
  }

  private static DataSet batch(int i) {
    int images = i == BATCHES - 1 ? 5 : 8;
    DataSet batch =
        new DataSet(
            images(images, i).castTo(DataType.FLOAT), labels(images).castTo(DataType.FLOAT));
    batch.setExampleMetaData(List.of());
    return batch;
  }

  private static ComputationGraph network() {
    return SingleDeviceStepTest.network(new NoOp()).convertDataType(DataType.FLOAT);
  }

  private static SingleDeviceStep step(ComputationGraph network, int accumulation) {
    return new SingleDeviceStep(
        network,
        new Nd4jPasses(network),
        RmsPropMomentum.withLearningRate(RATE),
        Optimization.paper()
            .withAccumulation(accumulation)
            .withWeightDecay(1e-3)
            .withMaxGradientNorm(0.5),
        new Targets(0.1, new double[] {1, 1, 1}),
        layer -> 1);
  }
}
