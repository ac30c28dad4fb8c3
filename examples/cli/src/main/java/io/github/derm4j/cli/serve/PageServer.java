package io.github.derm4j.cli.serve;

import io.github.derm4j.model.report.HtmlReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A server of pages. By default it is accessible only from this machine; at another address, only
 * clients with the token have access.
 */
public final class PageServer implements AutoCloseable {

  private static final int THREADS = 48;
  private static final int HEAD_BYTES = 16 * 1024;
  private static final int TOKEN_BYTES = 24;

  private final Server server;
  private final List<Page> pages;
  private final URI uri;

  private PageServer(Server server, List<Page> pages, URI uri) {
    this.server = server;
    this.pages = pages;
    this.uri = uri;
  }

  /**
   * Starts a server.
   *
   * @param host the address or name on which to listen
   * @param port the port; 0 for any free port
   * @param pages the pages, the first of which is also at {@code /}; they are closed with the
   *     server
   * @param failures receives the failures of requests
   * @return the running server
   * @throws IOException if the address is unknown or in use
   */
  public static PageServer start(
      String host, int port, List<Page> pages, Consumer<Throwable> failures) throws IOException {
    return start(host, port, pages, failures, Limits.STANDARD);
  }

  static PageServer start(
      String host, int port, List<Page> pages, Consumer<Throwable> failures, Limits limits)
      throws IOException {
    InetAddress address = InetAddress.getByName(host);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("derm-serve");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEAD_BYTES);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setIdleTimeout(limits.idle().toMillis());
    server.addConnector(connector);
    // The guard needs the port.
    connector.setHost(address.getHostAddress());
    connector.setPort(port);
    connector.open();
    int bound = connector.getLocalPort();
    String token = address.isLoopbackAddress() ? null : token();
    Guard guard = new Guard(authorities(host, address, bound), token, bound);
    SlowConnections slow =
        new SlowConnections(
            new Front(guard, routes(pages), limits, failures), limits.betweenRequests());
    connector.addBean(slow, false);
    server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    server.setErrorHandler(new Errors());
    server.setHandler(slow);
    try {
      server.start();
    } catch (Exception failed) {
      throw new IOException("the server did not start: " + failed.getMessage(), failed);
    }
    return new PageServer(server, List.copyOf(pages), uri(host, address, bound, token));
  }

  /**
   * The address to open.
   *
   * @return the address, with the token if there is one
   */
  public URI uri() {
    return uri;
  }

  /** Stops the server, then closes the pages. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the server did not stop", failed);
    } finally {
      pages.forEach(Page::close);
    }
  }

  private static Routes routes(List<Page> pages) {
    Routes routes = new Routes();
    routes.asset("/assets/report.css", HtmlReport.class, "report.css");
    routes.asset("/assets/serve.css", PageServer.class, "serve.css");
    routes.asset("/assets/base.js", PageServer.class, "base.js");
    routes.asset("/assets/icon.svg", PageServer.class, "icon.svg");
    PageFrame layout = new PageFrame(pages);
    for (Page page : pages) {
      page.register(routes);
      routes.file(page.path(), layout.html(page).getBytes(StandardCharsets.UTF_8));
    }
    String first = pages.get(0).path();
    routes.get(
        "/",
        exchange -> {
          exchange.response().setStatus(HttpStatus.SEE_OTHER_303);
          exchange.response().getHeaders().put(HttpHeader.LOCATION, first);
          exchange.bytes("text/plain; charset=utf-8", new byte[0]);
        });
    return routes;
  }

  private static String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The names and addresses at which a browser can reach the server. */
  private static Set<String> authorities(String host, InetAddress address, int port)
      throws IOException {
    Set<String> hosts =
        new TreeSet<>(List.of(bracketed(host), bracketed(address.getHostAddress())));
    if (address.isLoopbackAddress()) {
      hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
    }
    if (address.isAnyLocalAddress()) {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(each -> hosts.add(bracketed(each.getHostAddress())));
      hosts.add("localhost");
    }
    Set<String> authorities = new TreeSet<>();
    for (String each : hosts) {
      authorities.add((each + ":" + port).toLowerCase(Locale.ROOT));
    }
    return authorities;
  }

  private static String bracketed(String host) {
    String withoutScope = host.replaceFirst("%.*", "");
    return withoutScope.contains(":") && !withoutScope.startsWith("[")
        ? "[" + withoutScope + "]"
        : withoutScope;
  }

  private static URI uri(String host, InetAddress address, int port, @Nullable String token)
      throws IOException {
    String name = host;
    if (address.isAnyLocalAddress()) {
      name =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
              .map(InetAddress::getHostAddress)
              .findFirst()
              .orElse("localhost");
    }
    return URI.create(
        "http://" + bracketed(name) + ":" + port + "/" + (token == null ? "" : "?token=" + token));
  }
}
