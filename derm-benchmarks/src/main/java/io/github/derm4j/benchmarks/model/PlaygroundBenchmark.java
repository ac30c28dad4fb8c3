package io.github.derm4j.benchmarks.model;

import io.github.derm4j.model.playground.PlaygroundFigures;
import io.github.derm4j.model.playground.PlaygroundMaps;
import io.github.derm4j.model.playground.PlaygroundNetwork;
import io.github.derm4j.model.playground.PlaygroundSettings;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The playground: a mini-batch, the maps and figures of a frame, and both together; microseconds.
 * Thirty frames per second with 300 mini-batches allow 33,333 µs for a frame of ten mini-batches,
 * or 3,333 µs for one {@link #play}.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar model.PlaygroundBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlaygroundBenchmark {

  private static final int MAP = 50;
  private static final int STEPS_PER_FRAME = 10;

  /** The hidden layers: the page's defaults, and the largest. */
  @Param({"4,2", "8,8,8,8,8,8"})
  public String hiddenLayers;

  private PlaygroundNetwork network;
  private INDArray weights;
  private INDArray inputs;

  /** Makes the network. */
  @Setup
  public void make() {
    Integer[] neurons =
        Arrays.stream(hiddenLayers.split(",", -1)).map(Integer::valueOf).toArray(Integer[]::new);
    network = PlaygroundNetwork.of(PlaygroundSettings.defaults().withHiddenLayers(neurons));
    inputs = Nd4j.ones(DataType.DOUBLE, 10, 4);
    weights = Nd4j.ones(DataType.DOUBLE, 4, 2);
  }

  /** One small matrix product; a step consists of several dozen operations of this size. */
  @Benchmark
  public INDArray baseline() {
    return inputs.mmul(weights);
  }

  /** A mini-batch of ten points. */
  @Benchmark
  public boolean step() {
    return network.step();
  }

  /** The output of each neuron in 2,500 cells. */
  @Benchmark
  public PlaygroundMaps maps() {
    return network.maps(MAP);
  }

  /** The losses and classes of all 500 points. */
  @Benchmark
  public PlaygroundFigures figures() {
    return network.figures();
  }

  /** A mini-batch at a rate of 300 per second, with its share (a tenth) of a frame. */
  @Benchmark
  @OperationsPerInvocation(STEPS_PER_FRAME)
  public void play(Blackhole sink) {
    for (int i = 0; i < STEPS_PER_FRAME; i++) {
      sink.consume(network.step());
    }
    sink.consume(network.maps(MAP));
    sink.consume(network.figures());
  }
}
