package io.github.derm4j.data.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.image.DecodeBuffer;
import io.github.derm4j.testing.RandomCases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Recycled memory")
final class RecycledTest {

  private static final int THREADS = 8;
  private static final int TIMES = 300;

  @Test
  @DisplayName("is lent to one thread at a time, also if it is closed meanwhile")
  void oneThreadAtATime() {
    RandomCases.repeat(
        3,
        draw -> {
          long seed = draw.between(0, 1 << 20);
          Recycled recycled = new Recycled();
          Set<Object> lent =
              Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
          ExecutorService threads = Executors.newFixedThreadPool(THREADS);
          List<Future<Integer>> shared = new ArrayList<>();
          for (int thread = 0; thread < THREADS; thread++) {
            shared.add(threads.submit(borrower(recycled, lent, new Random(seed + thread))));
          }
          for (Future<Integer> each : shared) {
            assertThat(each.get()).as("times that memory was lent twice").isZero();
          }
          threads.shutdown();
          recycled.close();
        });
  }

  private static Callable<Integer> borrower(Recycled recycled, Set<Object> lent, Random random) {
    return () -> {
      int twice = 0;
      for (int i = 0; i < TIMES; i++) {
        long[] shape = {1 + random.nextInt(2), 4};
        INDArray spare = recycled.array(shape);
        INDArray array = spare == null ? Nd4j.create(DataType.FLOAT, shape) : spare;
        DecodeBuffer buffer = recycled.buffer();
        twice += lent.add(array) ? 0 : 1;
        twice += lent.add(buffer) ? 0 : 1;
        if (random.nextInt(4) == 0) {
          LockSupport.parkNanos(1);
        }
        lent.remove(array);
        lent.remove(buffer);
        recycled.giveBack(array);
        recycled.giveBack(buffer);
        if (i == TIMES / 2 && random.nextInt(THREADS) == 0) {
          recycled.close();
        }
      }
      return twice;
    };
  }
}
