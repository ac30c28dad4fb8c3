package io.github.derm4j.spark;

import io.github.derm4j.model.training.GradientExchange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of the ranks over sockets. A sum consists of a reduce-scatter, in which each rank
 * adds its share of the array in the order of the ranks, and an all-gather of the shares. Each rank
 * sends {@code 2 (N - 1) / N} times the array, and all ranks do the same amount of work.
 *
 * <p>A rank throws an exception if it receives nothing within the timeout, or if its peer ends.
 */
final class RankSockets implements GradientExchange, Closeable {

  /** Exchanges the addresses of the ranks: each rank sends its own and receives all. */
  @FunctionalInterface
  interface Meeting {
    String[] exchange(String own) throws IOException;
  }

  private static final int CHUNK_FLOATS = 1 << 16;

  /** The interval at which a waiting rank checks whether its task was killed. */
  private static final int LOOK_MILLIS = 500;

  private static final int GREETING_MILLIS = 10_000;
  private static final int LONGEST_MESSAGE = 64 << 20;

  private final int rank;
  private final long timeoutMillis;
  private final @Nullable Socket[] sockets;
  private final @Nullable DataInputStream[] ins;
  private final @Nullable DataOutputStream[] outs;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "derm-ranks-writer");
            thread.setDaemon(true);
            return thread;
          });
  private final byte[] outgoing = new byte[Float.BYTES * CHUNK_FLOATS];
  private final byte[] incoming = new byte[Float.BYTES * CHUNK_FLOATS];
  private final AtomicLong sent = new AtomicLong();
  private final List<Long> started = new ArrayList<>();
  private final List<Long> took = new ArrayList<>();

  private RankSockets(int rank, int ranks, long timeoutMillis) {
    this.rank = rank;
    this.timeoutMillis = timeoutMillis;
    this.sockets = new Socket[ranks];
    this.ins = new DataInputStream[ranks];
    this.outs = new DataOutputStream[ranks];
  }

  /**
   * Connects all ranks with each other.
   *
   * @param host the address of this machine that the others can reach, the only one on which it
   *     listens
   * @param token the token of the job
   * @throws IOException if not all ranks connect in time
   */
  static RankSockets connect(
      int rank, int ranks, String host, byte[] token, Connections how, Meeting meeting)
      throws IOException {
    RankSockets all = new RankSockets(rank, ranks, how.timeout().toMillis());
    try (ServerSocket server = how.listen(host)) {
      String[] addresses = meeting.exchange(host + " " + server.getLocalPort());
      for (int other = 0; other < rank; other++) {
        String[] address = addresses[other].split(" ", -1);
        Socket socket = new Socket();
        InetSocketAddress there = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        try {
          socket.connect(there, GREETING_MILLIS);
          if (all.greet(socket, token) != other) {
            throw new IOException("another rank answers");
          }
        } catch (IOException e) {
          socket.close();
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "rank %d cannot connect to rank %d at %s (%s); let the executors reach each other on the ports %s",
                  rank,
                  other,
                  there,
                  e.getMessage(),
                  how.firstPort() == 0
                      ? "that the system gives, or give a range"
                      : how.firstPort() + "-" + how.lastPort()),
              e);
        }
      }
      all.accept(server, token);
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** Accepts the ranks above this one; a connection without the token is closed. */
  private void accept(ServerSocket server, byte[] token) throws IOException {
    server.setSoTimeout(LOOK_MILLIS);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    int missing = ranks() - 1 - rank;
    while (missing > 0) {
      try {
        Socket socket = server.accept();
        try {
          greet(socket, token);
          missing--;
        } catch (IOException withoutToken) {
          socket.close();
        }
      } catch (SocketTimeoutException nobodyYet) {
        requireTime(end, "to connect");
      }
    }
  }

  private int greet(Socket socket, byte[] token) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setSoTimeout(GREETING_MILLIS);
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    int other = Handshake.greet(in, out, token, rank);
    if (other < 0 || other >= ranks() || other == rank || sockets[other] != null) {
      throw new IOException("rank " + other + " is not expected");
    }
    socket.setSoTimeout(LOOK_MILLIS);
    sockets[other] = socket;
    ins[other] = in;
    outs[other] = out;
    return other;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int ranks() {
    return sockets.length;
  }

  /** The bytes that this rank sent in sums so far. */
  long sent() {
    return sent.get();
  }

  /** The number of sums so far. */
  long sums() {
    return started.size();
  }

  /** The median time from the start of a sum to that of the next; NaN for fewer than two sums. */
  double secondsOfStep() {
    List<Long> between = new ArrayList<>();
    for (int i = 1; i < started.size(); i++) {
      between.add(started.get(i) - started.get(i - 1));
    }
    return medianSeconds(between);
  }

  /** The median time of a sum; NaN without sums. */
  double secondsOfSum() {
    return medianSeconds(took);
  }

  private static double medianSeconds(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2) / 1e9;
  }

  @Override
  public List<byte[]> gather(byte[] message) throws IOException {
    Future<?> writing =
        writer.submit(
            () -> {
              for (int d = 1; d < ranks(); d++) {
                DataOutputStream out = out((rank + d) % ranks());
                out.writeInt(message.length);
                out.write(message);
                out.flush();
              }
              return null;
            });
    List<byte[]> all = new ArrayList<>();
    for (int other = 0; other < ranks(); other++) {
      if (other == rank) {
        all.add(message);
      } else {
        byte[] length = new byte[Integer.BYTES];
        read(other, length, length.length);
        int bytes = ByteBuffer.wrap(length).getInt();
        if (bytes < 0 || bytes > LONGEST_MESSAGE) {
          throw new IOException("rank " + other + " sent a message of " + bytes + " bytes");
        }
        byte[] theirs = new byte[bytes];
        read(other, theirs, bytes);
        all.add(theirs);
      }
    }
    await(writing);
    return all;
  }

  @Override
  public void sum(float[] values, boolean[] contributes) throws IOException {
    long start = System.nanoTime();
    started.add(start);
    addAndShare(values, contributes);
    took.add(System.nanoTime() - start);
  }

  private void addAndShare(float[] values, boolean[] contributes) throws IOException {
    int from = start(values.length, rank);
    int length = start(values.length, rank + 1) - from;
    Future<?> scattering =
        writer.submit(
            () -> {
              for (int d = 1; contributes[rank] && d < ranks(); d++) {
                int other = (rank + d) % ranks();
                write(other, values, start(values.length, other), start(values.length, other + 1));
              }
              return null;
            });
    float[] sum = new float[length];
    boolean first = true;
    for (int other = 0; other < ranks(); other++) {
      if (contributes[other]) {
        if (other == rank) {
          add(values, from, sum, 0, length, first);
        } else {
          receive(other, sum, 0, length, first);
        }
        first = false;
      }
    }
    await(scattering); // The rank's own values are read until then.
    System.arraycopy(sum, 0, values, from, length);
    Future<?> gathering =
        writer.submit(
            () -> {
              for (int d = 1; d < ranks(); d++) {
                write((rank + d) % ranks(), sum, 0, length);
              }
              return null;
            });
    for (int other = 0; other < ranks(); other++) {
      if (other != rank) {
        int at = start(values.length, other);
        receive(other, values, at, start(values.length, other + 1) - at, true);
      }
    }
    await(gathering);
  }

  /** The start of the share of a rank. */
  private int start(int length, int ofRank) {
    return (int) ((long) length * ofRank / ranks());
  }

  private static void add(
      float[] values, int from, float[] sum, int to, int length, boolean first) {
    for (int i = 0; i < length; i++) {
      sum[to + i] = first ? values[from + i] : sum[to + i] + values[from + i];
    }
  }

  private void write(int other, float[] values, int from, int to) throws IOException {
    DataOutputStream out = out(other);
    for (int at = from; at < to; at += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, to - at);
      ByteBuffer.wrap(outgoing)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .put(values, at, count);
      out.write(outgoing, 0, Float.BYTES * count);
      sent.addAndGet((long) Float.BYTES * count);
    }
    out.flush();
  }

  private void receive(int other, float[] sum, int to, int length, boolean first)
      throws IOException {
    float[] chunk = new float[Math.min(CHUNK_FLOATS, length)];
    for (int at = 0; at < length; at += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, length - at);
      read(other, incoming, Float.BYTES * count);
      ByteBuffer.wrap(incoming).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(chunk, 0, count);
      add(chunk, 0, sum, to + at, count, first);
    }
  }

  private DataOutputStream out(int other) throws IOException {
    DataOutputStream out = outs[other];
    if (out == null) {
      throw new IOException("not connected to rank " + other);
    }
    return out;
  }

  /** Reads a full buffer; checks every half second whether this task was killed. */
  private void read(int other, byte[] bytes, int length) throws IOException {
    DataInputStream in = ins[other];
    if (in == null) {
      throw new IOException("not connected to rank " + other);
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    int at = 0;
    while (at < length) {
      try {
        int count = in.read(bytes, at, length - at);
        if (count < 0) {
          throw new EOFException();
        }
        at += count;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      } catch (SocketTimeoutException nothingYet) {
        requireTime(end, "to hear of rank " + other);
      } catch (EOFException | SocketException e) {
        throw new IOException("rank " + other + " has gone", e);
      }
    }
  }

  private void requireTime(long end, String what) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("rank " + rank + " was stopped");
    }
    if (System.nanoTime() > end) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "rank %d waited %d s %s; look at that executor's log, or allow more time",
              rank,
              timeoutMillis / 1000,
              what));
    }
  }

  private void await(Future<?> writing) throws IOException {
    try {
      writing.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("rank " + rank + " was stopped");
    } catch (ExecutionException e) {
      throw new IOException("another rank has gone (" + e.getMessage() + ")", e);
    } catch (TimeoutException e) {
      throw new IOException(
          "no rank takes what rank " + rank + " sends; look at the executors' logs", e);
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
    for (Socket socket : sockets) {
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException alreadyBroken) {
          // It is closed then.
        }
      }
    }
  }
}
