package io.github.derm4j.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pool of networks")
final class NetworkPoolTest {

  private static final int THREADS = 8;
  private static final int TIMES = 50;

  private final NetworkPool pool = NetworkPool.of(network()).withSize(3);

  @Test
  @DisplayName("lends each of its networks to one thread at a time, and never more than it has")
  void oneThreadAtATime() throws Exception {
    Set<ComputationGraph> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<ComputationGraph> all = Collections.newSetFromMap(new IdentityHashMap<>());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> ends = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      ends.add(
          threads.submit(
              () -> {
                for (int i = 0; i < TIMES; i++) {
                  pool.use(network -> borrowed(network, lent, all));
                }
              }));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
    assertThat(lent).isEmpty();
    assertThat(all).hasSizeBetween(1, 3);
  }

  private static boolean borrowed(
      ComputationGraph network, Set<ComputationGraph> lent, Set<ComputationGraph> all) {
    synchronized (lent) {
      assertThat(lent.add(network)).as("lent to one thread").isTrue();
      assertThat(lent).hasSizeLessThanOrEqualTo(3);
      all.add(network);
    }
    LockSupport.parkNanos(1);
    synchronized (lent) {
      return lent.remove(network);
    }
  }

  @Test
  @DisplayName("takes a network back from an action that fails")
  void failure() {
    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(
              () ->
                  pool.use(
                      network -> {
                        throw new IllegalStateException("no");
                      }))
          .hasMessage("no");
    }
    assertThat(pool.<Boolean>use(network -> true)).isTrue();
  }

  private static ComputationGraph network() {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("features")
                .addLayer("head", new OutputLayer.Builder().nIn(2).nOut(2).build(), "features")
                .setOutputs("head")
                .build());
    network.init();
    return network;
  }
}
