package io.github.derm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The sockets between ranks")
class RankSocketsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @ParameterizedTest(name = "{0} ranks, {1} numbers")
  @CsvSource({"2,1000", "3,200000", "5,7", "4,0", "1,10", "7,3"})
  @DisplayName("add in the order of the ranks, and send 2 (N - 1) / N times the array in all")
  void sum(int ranks, int length) throws Exception {
    float[][] values = new float[ranks][length];
    Random random = new Random(1);
    boolean[] contributes = new boolean[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      contributes[rank] = true;
      for (int i = 0; i < length; i++) {
        values[rank][i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
      }
    }
    float[] expected = values[0].clone();
    for (int rank = 1; rank < ranks; rank++) {
      for (int i = 0; i < length; i++) {
        expected[i] += values[rank][i];
      }
    }

    List<Long> sent =
        run(
            ranks,
            Connections.DEFAULT,
            sockets -> {
              float[] own = values[sockets.rank()].clone();
              sockets.sum(own, contributes);
              assertThat(own).isEqualTo(expected);
              return sockets.sent();
            });

    long all = sent.stream().mapToLong(Long::longValue).sum();
    assertThat(all).isEqualTo(2L * (ranks - 1) * length * Float.BYTES);
    for (long each : sent) {
      assertThat(Math.abs(each - all / (double) ranks))
          .isLessThanOrEqualTo(2.0 * ranks * Float.BYTES);
    }
  }

  @Test
  @DisplayName("add only the ranks that contribute, and keep the sign of a zero")
  void contributes() throws Exception {
    run(
        3,
        Connections.DEFAULT,
        sockets -> {
          float[] own = {sockets.rank() == 1 ? -0.0f : 5, sockets.rank()};
          sockets.sum(own, new boolean[] {false, true, false});
          assertThat(own).isEqualTo(new float[] {-0.0f, 1});
          return 0L;
        });
  }

  @Test
  @DisplayName("gather the messages of all")
  void gather() throws Exception {
    run(
        4,
        Connections.DEFAULT,
        sockets -> {
          List<byte[]> all = sockets.gather(new byte[] {(byte) sockets.rank()});
          assertThat(all)
              .extracting(message -> message[0])
              .containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3);
          return 0L;
        });
  }

  @Test
  @DisplayName("close a connection without the token")
  void withoutToken() throws Exception {
    AtomicReferenceArray<String> addresses = new AtomicReferenceArray<>(2);
    CountDownLatch both = new CountDownLatch(2);
    byte[] token = Handshake.token();
    List<Future<?>> ranks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int rank = i;
      ranks.add(
          threads.submit(
              () -> {
                try (RankSockets sockets =
                    RankSockets.connect(
                        rank,
                        2,
                        "127.0.0.1",
                        token,
                        Connections.DEFAULT,
                        own -> {
                          addresses.set(rank, own);
                          if (rank == 0) {
                            knock(own);
                          }
                          both.countDown();
                          await(both);
                          return new String[] {addresses.get(0), addresses.get(1)};
                        })) {
                  return sockets.gather(new byte[] {7}).size();
                }
              }));
    }
    for (Future<?> rank : ranks) {
      assertThat(rank.get(30, TimeUnit.SECONDS)).isEqualTo(2);
    }
  }

  private static void knock(String address) throws IOException {
    String[] at = address.split(" ", -1);
    Socket other = new Socket(at[0], Integer.parseInt(at[1]));
    other.getOutputStream().write(new byte[100]);
  }

  @Test
  @DisplayName("throw when a rank ends, and when it is silent for too long")
  void gone() {
    assertThatThrownBy(
            () ->
                run(
                    2,
                    Connections.DEFAULT,
                    sockets -> {
                      if (sockets.rank() == 0) {
                        sockets.gather(new byte[0]);
                      }
                      return 0L;
                    }))
        .hasMessageContaining("rank 1 has gone")
        .isInstanceOf(ExecutionException.class);
    CountDownLatch over = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                run(
                    2,
                    Connections.DEFAULT.withTimeout(Duration.ofSeconds(1)),
                    sockets -> {
                      if (sockets.rank() == 1) {
                        await(over); // It hangs.
                      } else {
                        try {
                          sockets.gather(new byte[0]);
                        } finally {
                          over.countDown();
                        }
                      }
                      return 0L;
                    }))
        .hasMessageContaining("rank 0 waited 1 s to hear of rank 1");
  }

  @Test
  @DisplayName("listen on the ports of a range, and report if all are in use")
  void ports() throws IOException {
    try (var taken = Connections.DEFAULT.listen("127.0.0.1")) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(() -> Connections.DEFAULT.withPorts(port).listen("127.0.0.1"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("give a larger range of ports");
    }
    assertThatThrownBy(() -> Connections.DEFAULT.withPorts("90-80"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40000 to 40100");
    assertThatThrownBy(() -> Connections.DEFAULT.withPorts("any"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40000-40100");
  }

  private interface Work {
    long on(RankSockets sockets) throws Exception;
  }

  private List<Long> run(int ranks, Connections how, Work work) throws Exception {
    AtomicReferenceArray<String> addresses = new AtomicReferenceArray<>(ranks);
    CountDownLatch met = new CountDownLatch(ranks);
    byte[] token = Handshake.token();
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < ranks; i++) {
      int rank = i;
      running.add(
          threads.submit(
              () -> {
                try (RankSockets sockets =
                    RankSockets.connect(
                        rank,
                        ranks,
                        "127.0.0.1",
                        token,
                        how,
                        own -> {
                          addresses.set(rank, own);
                          met.countDown();
                          await(met);
                          String[] all = new String[ranks];
                          for (int k = 0; k < ranks; k++) {
                            all[k] = addresses.get(k);
                          }
                          return all;
                        })) {
                  return work.on(sockets);
                }
              }));
    }
    List<Long> results = new ArrayList<>();
    for (Future<Long> each : running) {
      results.add(each.get(60, TimeUnit.SECONDS));
    }
    return results;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
