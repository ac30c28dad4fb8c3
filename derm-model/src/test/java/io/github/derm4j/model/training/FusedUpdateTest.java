package io.github.derm4j.model.training;

import static io.github.derm4j.model.training.SingleDeviceStepTest.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@DisplayName("The update in one pass")
class FusedUpdateTest {

  /** More than a block, and no multiple of anything. */
  private static final int[] LENGTHS = {20_001, 7, 513, 100_003};

  private static final List<String> ARRAYS = List.of("parameters", "state", "average");

  @BeforeAll
  static void onTheCpu() {
    assumeTrue(Nd4j.getBackend().getEnvironment().isCPU());
  }

  /** Runs of all kinds in arrays that hold the same numbers each time. */
  private static final class Numbers {
    private final INDArray[] all = new INDArray[3];
    private final List<ParameterRun> runs = new ArrayList<>();

    Numbers() {
      long length = Arrays.stream(LENGTHS).sum();
      Nd4j.getRandom().setSeed(5);
      all[0] = random(-1, 1, length);
      INDArray gradient = random(-30, 30, length);
      all[1] = random(0, 1, 2 * length);
      all[2] = random(-1, 1, length);
      long from = 0;
      for (int i = 0; i < LENGTHS.length; i++) {
        long to = from + LENGTHS[i];
        runs.add(
            new ParameterRun(
                part(all[0], from, to),
                part(gradient, from, to),
                i == 2 ? null : part(all[1], 2 * from, 2 * to),
                part(all[2], from, to),
                i == 1 ? 0.25 : 1,
                i == 0));
        from = to;
      }
    }

    private static INDArray random(double least, double most, long length) {
      return Nd4j.rand(least, most, Nd4j.getRandom(), length).castTo(DataType.FLOAT);
    }

    private static INDArray part(INDArray array, long from, long to) {
      return array.get(NDArrayIndex.interval(from, to));
    }
  }

  private static RmsPropMomentum paper() {
    return RmsPropMomentum.withLearningRate(1);
  }

  private static Numbers after(
      BiFunction<RmsPropMomentum, List<ParameterRun>, WeightUpdate> kind, double averageShare) {
    Numbers arrays = new Numbers();
    WeightUpdate update = kind.apply(paper(), arrays.runs);
    double scale = 1 / (8 + Math.sqrt(update.squares()) / 1e4);
    update.apply(new WeightUpdate.Step(0.01, scale, 1e-3, 2, averageShare));
    return arrays;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.01})
  @DisplayName("gives what ND4J's operations give, to a millionth")
  void equalsNd4j(double averageShare) {
    Numbers expected = after(Nd4jUpdate::new, averageShare);
    Numbers actual = after(FusedUpdate::new, averageShare);

    for (int i = 0; i < 3; i++) {
      INDArray difference = actual.all[i].sub(expected.all[i]);
      assertThat(difference.amaxNumber().doubleValue())
          .as(ARRAYS.get(i))
          .isLessThan(1e-6 * expected.all[i].amaxNumber().doubleValue());
      assertThat(expected.all[i].distance2(new Numbers().all[i])).isGreaterThan(1);
    }
  }

  @Test
  @DisplayName("adds up the squares of gradients, not of the moving statistics' updates")
  void squares() {
    Numbers arrays = new Numbers();
    double expected = 0;
    for (ParameterRun run : arrays.runs) {
      if (run.state() != null) {
        for (double each : bits(run.gradient())) {
          expected += each * each;
        }
      }
    }

    assertThat(new FusedUpdate(paper(), arrays.runs).squares())
        .isCloseTo(expected, within(1e-7 * expected));
  }

  @Test
  @DisplayName("gives the same bits on any number of threads")
  void anyThreads() throws ExecutionException, InterruptedException {
    Numbers[] results = new Numbers[3];
    for (int threads = 1; threads <= 3; threads++) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      results[threads - 1] = pool.submit(() -> after(FusedUpdate::new, 0.01)).get();
      pool.shutdown();
    }

    for (int i = 0; i < 3; i++) {
      double[] ofOne = bits(results[0].all[i]);
      assertThat(Arrays.equals(bits(results[1].all[i]), ofOne)).as(ARRAYS.get(i)).isTrue();
      assertThat(Arrays.equals(bits(results[2].all[i]), ofOne)).as(ARRAYS.get(i)).isTrue();
    }
  }
}
