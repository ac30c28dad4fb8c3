package io.github.derm4j.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The addresses of a server, and what answers at each. */
public final class Routes {

  /** Answers a request. */
  @FunctionalInterface
  public interface Action {
    /**
     * Answers.
     *
     * @param exchange the request, and its answer
     * @throws IOException if the client is gone
     * @throws InterruptedException if the server stops
     * @throws Refusal to answer with an error
     */
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  /** Sends events until it returns. */
  @FunctionalInterface
  public interface Stream {
    /**
     * Sends events. It runs in a thread of its own and must send something, at least {@link
     * Events#heartbeat()}, every {@value Events#HEARTBEAT_MILLIS} ms.
     *
     * @param exchange the request; only its query may be used
     * @param events takes the events
     * @throws IOException if the client is gone
     * @throws InterruptedException if the server stops
     * @throws Refusal to answer with an error, before the first event
     */
    void send(Exchange exchange, Events events) throws IOException, InterruptedException;
  }

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "csv", "text/csv; charset=utf-8");

  /**
   * What answers at an address.
   *
   * @param action answers
   * @param kind which limit holds
   */
  record Route(Action action, Kind kind) {}

  /** Which limit on requests in flight holds. */
  enum Kind {
    /** Something that lies in memory: no limit but that on connections. */
    FILE,
    /** Something that is computed. */
    WORK,
    /** A stream, which lasts. */
    STREAM
  }

  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  Routes() {}

  /**
   * Answers GET at an address.
   *
   * @param path the address
   * @param action answers
   */
  public void get(String path, Action action) {
    add("GET", path, action, Kind.WORK);
  }

  /**
   * Answers POST at an address.
   *
   * @param path the address
   * @param action answers
   */
  public void post(String path, Action action) {
    add("POST", path, action, Kind.WORK);
  }

  /**
   * Sends server-sent events to GET at an address.
   *
   * @param path the address
   * @param stream sends
   */
  public void events(String path, Stream stream) {
    add(
        "GET",
        path,
        exchange -> {
          try (Events events = new Events(exchange)) {
            stream.send(exchange, events);
          }
        },
        Kind.STREAM);
  }

  /**
   * Serves a resource at an address. It is read once.
   *
   * @param path the address; its ending says the type: html, css, js, json, svg, png, csv
   * @param owner the class beside which the resource lies
   * @param resource its name
   */
  public void asset(String path, Class<?> owner, String resource) {
    file(path, read(owner, resource));
  }

  /** Serves some bytes. */
  void file(String path, byte[] bytes) {
    String type = type(path);
    add("GET", path, exchange -> exchange.bytes(type, bytes, "no-cache"), Kind.FILE);
  }

  /** What answers a method at an address. */
  @Nullable Route find(String method, String path) {
    Map<String, Route> byMethod = byPath.getOrDefault(path, Map.of());
    return byMethod.get(method.equals("HEAD") ? "GET" : method);
  }

  /** The methods that an address answers; empty if there is no such address. */
  Set<String> methods(String path) {
    return new TreeSet<>(byPath.getOrDefault(path, Map.of()).keySet());
  }

  /** The text of a resource. */
  static byte[] read(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + owner);
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String type(String path) {
    int dot = path.lastIndexOf('.');
    String ending = dot < 0 ? "html" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
    String type = TYPES.get(ending);
    if (type == null) {
      throw new IllegalArgumentException(path + ": no type for the ending ." + ending);
    }
    return type;
  }

  private void add(String method, String path, Action action, Kind kind) {
    Route before =
        byPath
            .computeIfAbsent(path, any -> new HashMap<>())
            .putIfAbsent(method, new Route(action, kind));
    if (before != null) {
      throw new IllegalArgumentException(method + " " + path + " is registered twice");
    }
  }
}
