package io.github.derm4j.data.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of the project: GET requests with a limited number of retries and a limited rate.
 * It gives up if the server stops responding, before or during a response.
 *
 * <p>Safe for use by several threads, whose requests together keep to the policy; if a server asks
 * for a pause, all of them wait.
 */
public final class PatientHttp {

  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** The maximum pause that a server can ask for. */
  private static final Duration MAX_WAIT = Duration.ofHours(1);

  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  /**
   * The maximum size. No image or page of the archive comes near it, but a server can send any
   * number of bytes.
   */
  private static final int MAX_BYTES = 512 << 20;

  private final HttpClient http;
  private final RetryPolicy policy;
  private final int maxBytes;
  private final Duration silence;
  private long nextAllowed = System.nanoTime();
  private long heldUntil = nextAllowed;

  /**
   * A client that waits at most one minute for the next bytes of a server.
   *
   * @param policy the handling of failures
   */
  public PatientHttp(RetryPolicy policy) {
    this(policy, MAX_BYTES, SILENCE);
  }

  PatientHttp(RetryPolicy policy, int maxBytes, Duration silence) {
    this(
        policy,
        maxBytes,
        silence,
        HttpClient.newBuilder()
            .connectTimeout(silence)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build());
  }

  PatientHttp(RetryPolicy policy, int maxBytes, Duration silence, HttpClient http) {
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.silence = silence;
    this.http = http;
  }

  /** Thrown for a refusal that a retry would not change. */
  public static class RefusedException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * Makes a refusal by the receiver of the response.
     *
     * @param message the refused response, and the remedy
     */
    public RefusedException(String message) {
      this(message, 0);
    }

    RefusedException(String message, int status) {
      super(message);
      this.status = status;
    }

    /**
     * The HTTP status with which the server refused.
     *
     * @return a status such as 403; 0 if the refusal did not come from the server
     */
    public final int status() {
      return status;
    }
  }

  /**
   * The head of a response.
   *
   * @param status 200; or, if bytes from a position were requested, 206 or 416
   * @param length the number of bytes that follow, negative if the server does not state it
   * @param contentRange the header {@code Content-Range}
   */
  public record Answer(int status, long length, Optional<String> contentRange) {}

  /** Receives a response on the calling thread. All methods are called again for each attempt. */
  public interface Receiver {

    /**
     * Returns the position from which bytes are requested.
     *
     * @return 0 for all of them
     * @throws IOException if it can't be determined
     */
    default long from() throws IOException {
      return 0;
    }

    /**
     * Called when the response begins.
     *
     * @param answer its head
     * @throws IOException if it can't be used: a {@link RefusedException} ends the request, any
     *     other exception causes another attempt
     */
    void begin(Answer answer) throws IOException;

    /**
     * Called when bytes arrive.
     *
     * @param bytes the next ones
     * @throws IOException as {@link #begin} does
     */
    void receive(byte[] bytes) throws IOException;

    /**
     * Called when all bytes of a response have arrived, before {@link #end}.
     *
     * @throws IOException if they are too few, as {@link #begin} does
     */
    default void complete() throws IOException {}

    /**
     * Called when no more bytes will arrive, because the response is complete or the attempt
     * failed.
     *
     * @throws IOException as {@link #begin} does
     */
    default void end() throws IOException {}

    /**
     * The remedy to name in the message if every attempt fails.
     *
     * @return the end of a message
     */
    default String remedy() {
      return "try again later";
    }
  }

  /**
   * Fetches a file into memory.
   *
   * @param uri its address
   * @return its bytes
   * @throws IOException if it is refused, or every attempt fails
   * @throws InterruptedException if the thread is interrupted
   */
  public byte[] get(URI uri) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    get(
        uri,
        new Receiver() {
          @Override
          public void begin(Answer answer) {
            all.reset();
          }

          @Override
          public void receive(byte[] bytes) throws IOException {
            if (all.size() > maxBytes - bytes.length) {
              throw new RefusedException(
                  uri + ": the server sends more than " + maxBytes + " bytes");
            }
            all.writeBytes(bytes);
          }
        });
    return all.toByteArray();
  }

  /**
   * Fetches a file.
   *
   * @param uri its address
   * @param receiver takes it
   * @throws IOException if it is refused, or every attempt fails
   * @throws InterruptedException if the thread is interrupted
   */
  public void get(URI uri, Receiver receiver) throws IOException, InterruptedException {
    Duration pause = policy.firstPause();
    for (int attempt = 1; ; attempt++) {
      awaitTurn();
      Duration wanted = pause;
      try {
        request(uri, receiver);
        return;
      } catch (RefusedException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == policy.attempts()) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s failed %d times, most recently: %s; %s",
                  uri,
                  attempt,
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                  receiver.remedy()),
              e);
        }
        if (e instanceof BusyException busy && busy.retryAfter.isPresent()) {
          wanted = Duration.ofSeconds(busy.retryAfter.getAsLong());
        }
        if (e instanceof BusyException busy && busy.forAll) {
          holdAll(wanted);
        }
      }
      Thread.sleep(wanted.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  private void request(URI uri, Receiver receiver) throws IOException, InterruptedException {
    long from = receiver.from();
    HttpRequest.Builder request = builder(uri);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    Arrivals arrivals = new Arrivals();
    CompletableFuture<HttpResponse<Void>> exchange =
        http.sendAsync(request.build(), arrivals::begun).whenComplete(arrivals::failed);
    boolean begun = false;
    try {
      if (!(arrivals.next(silence) instanceof HttpResponse.ResponseInfo head)) {
        throw new IOException("the server answers nothing");
      }
      requireUseful(uri, head, from);
      begun = true;
      receiver.begin(
          new Answer(
              head.statusCode(),
              number(head, "Content-Length").orElse(-1),
              head.headers().firstValue("Content-Range")));
      if (head.statusCode() == RANGE_NOT_SATISFIABLE) {
        return;
      }
      while (arrivals.next(silence) instanceof byte[] bytes) {
        receiver.receive(bytes);
      }
      receiver.complete();
    } finally {
      exchange.cancel(true);
      if (begun) {
        receiver.end();
      }
    }
  }

  private static HttpRequest.Builder builder(URI uri) throws RefusedException {
    try {
      return HttpRequest.newBuilder(uri);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(uri + ": not an address on a web server: " + e.getMessage());
    }
  }

  private static void requireUseful(URI uri, HttpResponse.ResponseInfo head, long from)
      throws IOException {
    int status = head.statusCode();
    if (status == OK || (from > 0 && (status == PARTIAL || status == RANGE_NOT_SATISFIABLE))) {
      return;
    }
    String failure = "the server answers " + status;
    if (status != TOO_MANY_REQUESTS && status < SERVER_ERROR) {
      throw new RefusedException(uri + ": " + failure, status);
    }
    OptionalLong retryAfter = retryAfter(head);
    throw new BusyException(
        failure, retryAfter, status == TOO_MANY_REQUESTS || retryAfter.isPresent());
  }

  private static final class BusyException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient OptionalLong retryAfter;

    /**
     * Returns whether the server is too busy for any request, rather than unable to answer this
     * one.
     */
    private final boolean forAll;

    BusyException(String message, OptionalLong retryAfter, boolean forAll) {
      super(message);
      this.retryAfter = retryAfter;
      this.forAll = forAll;
    }
  }

  /** The seconds that a server asks to wait; empty if it states a date, or no sensible number. */
  private static OptionalLong retryAfter(HttpResponse.ResponseInfo head) {
    OptionalLong seconds = number(head, "Retry-After");
    return seconds.isPresent()
            && seconds.getAsLong() >= 0
            && seconds.getAsLong() <= MAX_WAIT.toSeconds()
        ? seconds
        : OptionalLong.empty();
  }

  private static OptionalLong number(HttpResponse.ResponseInfo head, String header) {
    try {
      return head.headers().firstValueAsLong(header);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private void awaitTurn() throws InterruptedException {
    // A time slot is reserved first and then awaited, so that threads neither share a slot nor
    // queue for the lock. A pause that another thread's response has requested in the meantime is
    // also awaited.
    long turn = takeTurn();
    for (long wait = turn - System.nanoTime(); wait > 0; wait = turn - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(wait).toMillis() + 1);
      turn = later(turn);
    }
  }

  private synchronized long takeTurn() {
    long now = System.nanoTime();
    long turn = nextAllowed - now > 0 ? nextAllowed : now;
    nextAllowed = turn + policy.betweenRequests().toNanos();
    return turn;
  }

  private synchronized long later(long turn) {
    return heldUntil - turn > 0 ? heldUntil : turn;
  }

  private synchronized void holdAll(Duration pause) {
    long until = System.nanoTime() + pause.toNanos();
    if (until - heldUntil > 0) {
      heldUntil = until;
    }
    if (until - nextAllowed > 0) {
      nextAllowed = until;
    }
  }

  /**
   * Hands a response from the client's threads to the calling thread, which waits for the head and
   * for each part of the body with the same timeout; the client's own timeout covers only the head.
   */
  private static final class Arrivals implements HttpResponse.BodySubscriber<Void> {

    private static final Object END = new Object();

    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    HttpResponse.BodySubscriber<Void> begun(HttpResponse.ResponseInfo head) {
      queue.add(head);
      return this;
    }

    void failed(@Nullable Object answer, @Nullable Throwable failure) {
      if (failure != null) {
        queue.add(failure);
      }
    }

    /** The head, then bytes, then the end or a failure. */
    Object next(Duration silence) throws IOException, InterruptedException {
      Object next = queue.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new IOException(
            "the server has sent nothing for " + silence.toMillis() / 1000.0 + " seconds");
      }
      if (next instanceof Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        throw new IOException(String.valueOf(cause == null ? failure : cause.getMessage()), cause);
      }
      if (subscription != null) {
        subscription.request(1);
      }
      return next;
    }

    @Override
    public CompletionStage<Void> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = Objects.requireNonNull(subscription);
      subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        queue.add(bytes);
      }
    }

    @Override
    public void onError(Throwable failure) {
      queue.add(failure);
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      queue.add(END);
      body.complete(null);
    }
  }
}
