package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Trains a small network in the server while the page draws it. Each open page has one stream of
 * events and one network; both end when the page is closed.
 */
public final class PlaygroundPage implements Page {

  private static final String PATH = "/playground";
  private static final int MOST_COMMAND_BYTES = 1 << 20;
  private static final int MOST_TABLE_BYTES = 2 << 20;
  private static final int ID_BYTES = 16;

  private final Map<String, PlaygroundSession> sessions = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  private final ImagePoints images;

  /** Makes the page. */
  public PlaygroundPage() {
    this(SimilarImages.none());
  }

  /**
   * Makes the page with a data set of images.
   *
   * @param images the images, which are shown as points by the components of their features
   */
  public PlaygroundPage(SimilarImages images) {
    this.images = new ImagePoints(images);
  }

  @Override
  public String name() {
    return "Playground";
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public String main() {
    return new String(Routes.read(PlaygroundPage.class, "playground.html"), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> scripts() {
    return List.of("/assets/playground.js");
  }

  @Override
  public List<String> styles() {
    return List.of("/assets/playground.css");
  }

  @Override
  public void register(Routes routes) {
    for (String file :
        List.of(
            "playground.js", "playground-network.js", "playground-plots.js", "playground.css")) {
      routes.asset("/assets/" + file, PlaygroundPage.class, file);
    }
    routes.events(PATH + "/events", this::stream);
    routes.post(PATH + "/command", this::command);
    routes.post(PATH + "/data", this::data);
    routes.get(PATH + "/export", this::export);
    routes.get(PATH + "/image", this::image);
  }

  private void stream(Exchange exchange, Events events) throws IOException, InterruptedException {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    PlaygroundSession session = new PlaygroundSession(images);
    sessions.put(id, session);
    try {
      ObjectNode news = Exchange.object().put("id", id);
      ObjectNode offer = images.offer();
      if (offer != null) {
        news.set("images", offer);
      }
      events.send("session", news);
      session.run(events);
    } finally {
      sessions.remove(id);
      session.end();
    }
  }

  /** The number of networks in training. */
  int sessions() {
    return sessions.size();
  }

  private PlaygroundSession session(Exchange exchange) {
    @Nullable PlaygroundSession session = sessions.get(exchange.query("session", ""));
    if (session == null) {
      throw new Refusal(HttpStatus.NOT_FOUND_404, "this session is over; reload the page");
    }
    return session;
  }

  private void command(Exchange exchange) throws IOException, InterruptedException {
    PlaygroundSession session = session(exchange);
    JsonNode command = exchange.json(MOST_COMMAND_BYTES);
    session.await(
        () -> {
          session.act(command);
          return true;
        });
    exchange.json(Exchange.object().put("done", true));
  }

  private void data(Exchange exchange) throws IOException, InterruptedException {
    PlaygroundSession session = session(exchange);
    String name = exchange.query("name", "the table");
    byte[] table = exchange.body(MOST_TABLE_BYTES);
    session.await(
        () -> {
          session.setTable(table, name);
          return true;
        });
    exchange.json(Exchange.object().put("done", true));
  }

  private void export(Exchange exchange) throws IOException, InterruptedException {
    PlaygroundSession session = session(exchange);
    String kind = exchange.query("kind", "");
    String text = session.await(() -> session.export(kind));
    exchange.bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private void image(Exchange exchange) throws IOException {
    PlaygroundSession session = session(exchange);
    String part = exchange.query("part", "train");
    int point = exchange.query("point", 0, 0, Integer.MAX_VALUE);
    exchange.bytes("image/jpeg", session.image(part.equals("train"), point));
  }
}
