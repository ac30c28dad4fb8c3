package io.github.derm4j.cli.serve;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that send the head of a request too slowly. The server's idle timeout does not
 * suffice, because every byte restarts it.
 */
final class SlowConnections extends Handler.Wrapper implements Connection.Listener {

  private static final long BUSY = Long.MIN_VALUE;
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Map<Connection, Long> waitingSince = new ConcurrentHashMap<>();
  private final Scheduler scheduler = new ScheduledExecutorScheduler("derm-slow", true);
  private final Duration most;

  /**
   * Watches connections.
   *
   * @param most the maximum time of a connection without a request
   */
  SlowConnections(Handler handler, Duration most) {
    super(handler);
    this.most = most;
    addBean(scheduler);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    check();
  }

  @Override
  public void onOpened(Connection connection) {
    waitingSince.put(connection, System.nanoTime());
  }

  @Override
  public void onClosed(Connection connection) {
    waitingSince.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    waitingSince.replace(connection, BUSY);
    Request.addCompletionListener(
        request, any -> waitingSince.replace(connection, System.nanoTime()));
    return super.handle(request, response, callback);
  }

  private void check() {
    long now = System.nanoTime();
    waitingSince.forEach(
        (connection, since) -> {
          if (since != BUSY && now - since > most.toNanos()) {
            connection.getEndPoint().close();
          }
        });
    scheduler.schedule(this::check, EVERY.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
