package io.github.derm4j.cli.serve;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Handles every request: first the guard, then the limits, then the route. */
final class Front extends Handler.Abstract {

  private final Guard guard;
  private final Routes routes;
  private final Limits limits;
  private final Consumer<Throwable> failures;
  private final Semaphore inFlight;
  private final Semaphore streams;

  Front(Guard guard, Routes routes, Limits limits, Consumer<Throwable> failures) {
    this.guard = guard;
    this.routes = routes;
    this.limits = limits;
    this.failures = failures;
    this.inFlight = new Semaphore(limits.inFlight());
    this.streams = new Semaphore(limits.streams());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Guard.harden(response);
    Exchange exchange = new Exchange(request, response, limits.upload());
    try {
      try {
        if (guard.admit(exchange)) {
          dispatch(exchange);
        }
      } catch (Refusal refusal) {
        refuse(exchange, refusal);
      } catch (RuntimeException | OutOfMemoryError broken) {
        failures.accept(broken);
        refuse(
            exchange,
            new Refusal(
                HttpStatus.INTERNAL_SERVER_ERROR_500,
                "the server failed at this request; its terminal says why"));
      }
      Remainder.discard(request, limits.upload(), callback);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      callback.failed(stopping);
    } catch (IOException gone) {
      callback.failed(gone);
    }
    return true;
  }

  private static void refuse(Exchange exchange, Refusal refusal) throws IOException {
    if (exchange.response().isCommitted()) {
      throw new EOFException("broken off: " + refusal.text());
    }
    exchange.refuse(refusal);
  }

  private void dispatch(Exchange exchange) throws IOException, InterruptedException {
    Request request = exchange.request();
    String path = request.getHttpURI().getPath();
    Routes.Route route = routes.find(request.getMethod(), String.valueOf(path));
    if (route == null) {
      Set<String> methods = routes.methods(String.valueOf(path));
      if (methods.isEmpty()) {
        throw new Refusal(HttpStatus.NOT_FOUND_404, "there is nothing at this address");
      }
      exchange.response().getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
      throw new Refusal(
          HttpStatus.METHOD_NOT_ALLOWED_405, "this address answers " + String.join(", ", methods));
    }
    switch (route.kind()) {
      case FILE -> answer(route, exchange);
      case WORK -> within(inFlight, route, exchange);
      case STREAM -> within(streams, route, exchange);
    }
  }

  private static void within(Semaphore places, Routes.Route route, Exchange exchange)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, "1");
      throw new Refusal(
          HttpStatus.TOO_MANY_REQUESTS_429, "the server has too many requests; try again later");
    }
    try {
      answer(route, exchange);
    } finally {
      places.release();
    }
  }

  private static void answer(Routes.Route route, Exchange exchange)
      throws IOException, InterruptedException {
    try {
      route.action().answer(exchange);
    } catch (IOException broken) {
      if (broken.getCause() instanceof TimeoutException) {
        throw new Refusal(HttpStatus.REQUEST_TIMEOUT_408, "the client was silent for too long");
      }
      throw broken;
    }
  }
}
