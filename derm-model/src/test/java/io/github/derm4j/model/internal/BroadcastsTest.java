package io.github.derm4j.model.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("A broadcast along a matrix")
final class BroadcastsTest {

  private static final INDArray ROW = Nd4j.createFromArray(10f, 20f, 40f);

  @ParameterizedTest(name = "in the order {0}")
  @ValueSource(chars = {'c', 'f'})
  @DisplayName("does with each row what a loop would")
  void rows(char order) {
    assertThat(Broadcasts.addToRows(matrix(order), ROW).toFloatMatrix())
        .isEqualTo(new float[][] {{11, 22, 43}, {14, 25, 46}});
    assertThat(Broadcasts.multiplyRows(matrix(order), ROW).toFloatMatrix())
        .isEqualTo(new float[][] {{10, 40, 120}, {40, 100, 240}});
    assertThat(Broadcasts.divideRows(matrix(order), ROW).toFloatMatrix())
        .isEqualTo(new float[][] {{.1f, .1f, .075f}, {.4f, .25f, .15f}});
    INDArray matrix = matrix(order);
    assertThat(Broadcasts.subtractFromRows(matrix, ROW, matrix.like()).toFloatMatrix())
        .isEqualTo(new float[][] {{-9, -18, -37}, {-6, -15, -34}});
    assertThat(matrix).as("not in place").isEqualTo(matrix(order));
  }

  @Test
  @DisplayName("does with each column what a loop would")
  void columns() {
    assertThat(
            Broadcasts.multiplyColumns(matrix('c'), Nd4j.createFromArray(2f, 3f)).toFloatMatrix())
        .isEqualTo(new float[][] {{2, 4, 6}, {12, 15, 18}});
  }

  @Test
  @DisplayName("takes a single row, and a single column")
  void single() {
    assertThat(Broadcasts.addToRows(Nd4j.createFromArray(new float[][] {{1, 2, 3}}), ROW))
        .isEqualTo(Nd4j.createFromArray(new float[][] {{11, 22, 43}}));
    assertThat(
            Broadcasts.addToRows(
                Nd4j.createFromArray(new float[][] {{1}, {2}}), Nd4j.createFromArray(5f)))
        .isEqualTo(Nd4j.createFromArray(new float[][] {{6}, {7}}));
  }

  @Tag("slow")
  @Test
  @Timeout(300)
  @DisplayName("keeps what it reads while garbage is collected")
  void collections() throws IOException, InterruptedException {
    // In a process of its own, which would end with SIGSEGV: by addiRowVector it does so after some
    // 2,500 collections.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-Xmn4m",
                "-XX:+UseParallelGC",
                "-XX:ErrorFile=/dev/null",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                ManyCollections.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static INDArray matrix(char order) {
    return Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}).dup(order);
  }

  /**
   * Broadcasts in six threads beside one that makes garbage, until there were enough collections.
   */
  static final class ManyCollections {

    private static final int COLLECTIONS = 10_000;

    @SuppressWarnings("UnusedVariable") // Written only, so that the allocations are not left out.
    private static volatile Object garbage;

    private ManyCollections() {}

    public static void main(String[] args) throws InterruptedException {
      AtomicBoolean over = new AtomicBoolean();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        threads.add(
            new Thread(
                () -> {
                  INDArray matrix = Nd4j.ones(DataType.FLOAT, 4, 8);
                  while (!over.get()) {
                    Broadcasts.addToRows(matrix, Nd4j.ones(DataType.FLOAT, 8));
                  }
                }));
      }
      threads.forEach(Thread::start);
      while (collections() < COLLECTIONS) {
        for (int i = 0; i < 2_000; i++) {
          garbage = new byte[4096];
        }
      }
      over.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static long collections() {
      return ManagementFactory.getGarbageCollectorMXBeans().stream()
          .mapToLong(bean -> bean.getCollectionCount())
          .sum();
    }
  }
}
