package io.github.derm4j.model.training;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** An exchange between threads, each of which stands for a process. */
final class ThreadsExchange {

  private final AtomicReferenceArray<Object> given;
  private final CyclicBarrier barrier;

  ThreadsExchange(int ranks) {
    given = new AtomicReferenceArray<>(ranks);
    barrier = new CyclicBarrier(ranks);
  }

  GradientExchange of(int rank) {
    return new GradientExchange() {
      @Override
      public int rank() {
        return rank;
      }

      @Override
      public int ranks() {
        return given.length();
      }

      @Override
      public List<byte[]> gather(byte[] message) throws IOException {
        given.set(rank, message);
        await();
        byte[][] all = new byte[ranks()][];
        for (int i = 0; i < all.length; i++) {
          all[i] = (byte[]) given.get(i);
        }
        await();
        return List.of(all);
      }

      @Override
      public void sum(float[] values, boolean[] contributes) throws IOException {
        given.set(rank, values.clone());
        await();
        float[] sum = null;
        for (int i = 0; i < ranks(); i++) {
          float[] each = (float[]) given.get(i);
          if (contributes[i]) {
            for (int k = 0; k < values.length; k++) {
              values[k] = sum == null ? each[k] : values[k] + each[k];
            }
            sum = values;
          }
        }
        await();
      }

      private void await() throws IOException {
        try {
          barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IOException("another rank has gone", e);
        }
      }
    };
  }
}
