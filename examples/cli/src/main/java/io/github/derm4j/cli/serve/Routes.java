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

/** The addresses of a server, and their handlers. */
final class Routes {

  /** A handler of requests. */
  @FunctionalInterface
  public interface Action {
    /**
     * Answers.
     *
     * @param exchange the request and its response
     * @throws IOException if the client is gone
     * @throws InterruptedException if the server stops
     * @throws Refusal to send an error
     */
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  /** A handler that sends events until it returns. */
  @FunctionalInterface
  public interface Stream {
    /**
     * Sends events. It runs on a separate thread and must send an event, or {@link
     * Events#heartbeat()}, every {@value Events#HEARTBEAT_MILLIS} ms.
     *
     * @param exchange the request; only its query may be used
     * @param events the stream of events
     * @throws IOException if the client is gone
     * @throws InterruptedException if the server stops
     * @throws Refusal to send an error, before the first event
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
   * The handler at an address.
   *
   * @param action the handler
   * @param kind the kind of limit
   */
  record Route(Action action, Kind kind) {}

  /** The kind of a request, which determines its limit. */
  enum Kind {
    /** A response from memory, limited only by the number of connections. */
    FILE,
    /** A computed response. */
    WORK,
    /** A long-lived stream. */
    STREAM
  }

  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  Routes() {}

  /**
   * Adds a handler of GET requests.
   *
   * @param path the address
   * @param action the handler
   */
  public void get(String path, Action action) {
    add("GET", path, action, Kind.WORK);
  }

  /**
   * Adds a handler of POST requests.
   *
   * @param path the address
   * @param action the handler
   */
  public void post(String path, Action action) {
    add("POST", path, action, Kind.WORK);
  }

  /**
   * Adds a handler of GET requests that sends server-sent events.
   *
   * @param path the address
   * @param stream the handler
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
   * Adds a resource, which is read once.
   *
   * @param path the address; its extension determines the type: html, css, js, json, svg, png, csv
   * @param owner the class in whose package the resource is
   * @param resource its name
   */
  public void asset(String path, Class<?> owner, String resource) {
    file(path, read(owner, resource));
  }

  /** Adds a response of constant bytes. */
  void file(String path, byte[] bytes) {
    String type = type(path);
    add("GET", path, exchange -> exchange.bytes(type, bytes, "no-cache"), Kind.FILE);
  }

  /** Finds the handler of a method at an address. */
  @Nullable Route find(String method, String path) {
    Map<String, Route> byMethod = byPath.getOrDefault(path, Map.of());
    return byMethod.get(method.equals("HEAD") ? "GET" : method);
  }

  /** The methods of an address; empty if there is no such address. */
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
