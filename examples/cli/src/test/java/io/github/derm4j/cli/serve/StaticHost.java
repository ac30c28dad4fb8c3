package io.github.derm4j.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A web host that knows nothing but files, which it has under a folder of its address. */
final class StaticHost implements AutoCloseable {

  private static final String PREFIX = "/some/where/";

  private final Path folder;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, byte[]> damaged = new ConcurrentHashMap<>();
  private HttpServer server;

  StaticHost(Path folder) throws IOException {
    this.folder = folder;
    this.server = start(0);
  }

  private HttpServer start(int port) throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PREFIX);
  }

  /** Methods and addresses since the last call. */
  String requests() {
    String all = String.join("\n", requests);
    requests.clear();
    return all;
  }

  /** Answers for a file something else. */
  void damage(String file, byte[] bytes) {
    damaged.put(file, bytes);
  }

  /** Refuses all connections. */
  void stop() {
    server.stop(0);
  }

  /** Listens at the same address as before. */
  void startAgain() throws IOException {
    server = start(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    Path file = folder.resolve(path.equals(PREFIX) ? "index.html" : path.replace(PREFIX, ""));
    try (exchange) {
      if (!path.startsWith(PREFIX) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String type =
          path.endsWith(".js")
              ? "text/javascript"
              : path.endsWith(".css")
                  ? "text/css"
                  : path.endsWith("/") ? "text/html" : "application/octet-stream";
      exchange.getResponseHeaders().set("Content-Type", type);
      String name = folder.relativize(file).toString().replace('\\', '/');
      byte[] bytes = damaged.getOrDefault(name, Files.readAllBytes(file));
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
