package io.github.derm4j.data.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client whose responses stand in a text, in their order, without any connection: status, header
 * lines, an empty line and the body, each up to the separator. Afterwards everything is missing.
 */
final class ScriptedServer extends HttpClient {

  static final char SEPARATOR = '\u001e';

  private final String[] responses;
  private int next;

  ScriptedServer(byte[] script) {
    responses = new String(script, StandardCharsets.ISO_8859_1).split("" + SEPARATOR, -1);
  }

  private record Head(int statusCode, HttpHeaders headers, Version version)
      implements HttpResponse.ResponseInfo {}

  @Override
  public synchronized <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    String response = next < responses.length ? responses[next++] : "404\n\n";
    int end = response.indexOf("\n\n");
    String[] head = response.substring(0, Math.max(0, end)).split("\n", -1);
    int status;
    try {
      status = Integer.parseInt(head[0]);
    } catch (NumberFormatException e) {
      return CompletableFuture.failedFuture(new IOException("no HTTP"));
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      if (colon > 0) {
        headers
            .computeIfAbsent(head[i].substring(0, colon), any -> new ArrayList<>())
            .add(head[i].substring(colon + 1).strip());
      }
    }
    HttpResponse.BodySubscriber<T> body;
    try {
      body = handler.apply(new Head(status, headers(headers), Version.HTTP_2));
    } catch (IllegalArgumentException twoSpellings) {
      return CompletableFuture.failedFuture(new IOException("no HTTP"));
    }
    byte[] bytes = response.substring(end + 2).getBytes(StandardCharsets.ISO_8859_1);
    body.onSubscribe(new Everything());
    body.onNext(List.of(ByteBuffer.wrap(bytes)));
    body.onComplete();
    return new CompletableFuture<>(); // The handler receives everything.
  }

  /** Patience is not what is tested. */
  private static HttpHeaders headers(Map<String, List<String>> all) {
    return HttpHeaders.of(
        all, (name, value) -> !(name.equalsIgnoreCase("Retry-After") && value.matches("\\d{1,4}")));
  }

  private static final class Everything implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SSLParameters sslParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_2;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
