package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.derm4j.model.playground.PlaygroundData;
import io.github.derm4j.model.playground.PlaygroundFigures;
import io.github.derm4j.model.playground.PlaygroundNetwork;
import io.github.derm4j.model.playground.PlaygroundPoints;
import io.github.derm4j.model.playground.PlaygroundSettings;
import io.github.derm4j.model.playground.PlaygroundSnapshot;
import io.github.derm4j.model.playground.StopRule;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The network of one open page. Requests put commands into a queue; the thread of the page's stream
 * executes them between two frames, so that only one thread accesses the network.
 */
final class PlaygroundSession {

  private static final int QUEUE = 64;

  /** The time of a frame: thirty frames per second, with some time for garbage collection. */
  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  /** The interval at which a paused session checks whether its client is gone. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The time for training in a frame, which leaves enough time to draw and send it. */
  private static final long TRAINING_NANOS = TimeUnit.MILLISECONDS.toNanos(11);

  private static final int WAIT_SECONDS = 20;

  private final BlockingQueue<FutureTask<?>> commands = new ArrayBlockingQueue<>(QUEUE);
  private volatile boolean over;
  private volatile @Nullable PlaygroundNetwork network;
  private final ImagePoints images;
  private boolean ofImages;
  private byte @Nullable [] table;
  private String tableName = "";
  private StopRule stop = new StopRule(0, 0);
  private boolean playing;
  private boolean changed;
  private String message = "";
  private int frames;

  PlaygroundSession(ImagePoints images) {
    this.images = images;
  }

  /** Executes commands and sends frames until the client is gone. */
  void run(Events events) throws IOException, InterruptedException {
    long next = System.nanoTime();
    while (!over) {
      long wait = playing ? next - System.nanoTime() : HEARTBEAT_NANOS;
      @Nullable FutureTask<?> command = commands.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
      PlaygroundNetwork before = network;
      if (command != null) {
        command.run();
      } else if (playing && before != null) {
        // After a late frame, the next one comes sooner.
        next = Math.max(next, System.nanoTime() - FRAME_NANOS) + FRAME_NANOS;
        advance(before);
      } else {
        events.heartbeat();
      }
      send(events, before);
    }
  }

  private void send(Events events, @Nullable PlaygroundNetwork before) throws IOException {
    PlaygroundNetwork now = network;
    if (now == null || !changed) {
      return;
    }
    changed = false;
    if (now != before) {
      events.send("network", PlaygroundFrames.network(now).put("ofImages", ofImages));
    }
    PlaygroundFigures figures = now.figures();
    now.message().ifPresent(text -> stopPlaying(text));
    boolean withCurve = !playing || frames++ % 10 == 0;
    events.send("frame", PlaygroundFrames.frame(now, figures, playing, message, withCurve));
  }

  private void stopPlaying(String why) {
    playing = false;
    message = why;
  }

  /** Trains for an epoch, or for the part of it that fits into a frame. */
  private void advance(PlaygroundNetwork trained) {
    long end = System.nanoTime() + TRAINING_NANOS;
    changed = true;
    if (!trained.epoch(() -> System.nanoTime() < end)) {
      return;
    }
    if (stop.epochs() > 0 && trained.epochs() >= stop.epochs()) {
      stopPlaying("Stopped after " + Counted.text(trained.epochs(), "epoch") + ".");
    } else if (stop.loss() > 0 && trained.figures().trainLoss() <= stop.loss()) {
      stopPlaying("Stopped at a training loss of " + stop.loss() + " or less.");
    }
  }

  /** Ends the session; waiting requests get a response. */
  void end() {
    over = true;
    network = null;
    for (FutureTask<?> left = commands.poll(); left != null; left = commands.poll()) {
      left.cancel(false);
    }
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  /** Runs an action on the thread of the stream, and waits for it. */
  <T> T await(Callable<T> work) throws InterruptedException, IOException {
    FutureTask<T> task = new FutureTask<>(work);
    if (over || !commands.offer(task)) {
      throw new Refusal(
          HttpStatus.TOO_MANY_REQUESTS_429, "the playground has too many commands; try again");
    }
    try {
      return task.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | java.util.concurrent.CancellationException e) {
      task.cancel(false);
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE_503, "the playground does not answer");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Refusal refusal) {
        throw refusal;
      }
      if (cause instanceof IllegalArgumentException
          || cause instanceof IllegalStateException
          || cause instanceof IOException) {
        throw Refusal.badRequest(String.valueOf(cause.getMessage()));
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Executes a command of the page. */
  void act(JsonNode command) throws IOException {
    String action = command.path("action").asText();
    if (action.equals("configure")) {
      configure(command);
      return;
    }
    if (action.equals("end")) {
      over = true;
      return;
    }
    PlaygroundNetwork changing = network();
    switch (action) {
      case "play" -> {
        changing
            .message()
            .ifPresent(
                text -> {
                  throw Refusal.badRequest(text);
                });
        playing = true;
        message = "";
      }
      case "pause" -> playing = false;
      case "epoch" -> {
        playing = false;
        message = "";
        changing.epoch();
      }
      case "step" -> {
        playing = false;
        message = "";
        changing.step();
      }
      case "reset" -> {
        playing = false;
        message = "";
        changing.reset();
      }
      case "rate" -> changing.setLearningRate(number(command, "value"));
      case "weight" ->
          changing.setWeight(
              whole(command, "layer"),
              whole(command, "from"),
              whole(command, "to"),
              number(command, "value"));
      case "bias" ->
          changing.setBias(
              whole(command, "layer"), whole(command, "neuron"), number(command, "value"));
      case "stop" -> stop = stopRule(command);
      default -> throw Refusal.badRequest("action '" + action + "' is unknown");
    }
    changed = true;
  }

  private void configure(JsonNode command) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    command
        .path("settings")
        .properties()
        .forEach(setting -> texts.put(setting.getKey(), setting.getValue().asText()));
    PlaygroundSettings settings = PlaygroundSettings.of(texts);
    PlaygroundNetwork made;
    JsonNode classes = command.path("images");
    if (settings.data() == PlaygroundData.OWN && classes.isObject()) {
      made =
          PlaygroundNetwork.of(
              settings,
              images.points(
                  classes.path("positive").asText(),
                  classes.path("negative").asText(ImagePoints.OTHERS)));
    } else if (settings.data() == PlaygroundData.OWN) {
      byte[] csv = table;
      if (csv == null) {
        throw Refusal.badRequest("data own: drop a CSV file on the page first");
      }
      made =
          PlaygroundNetwork.of(settings, PlaygroundPoints.read(csv, tableName, settings.problem()));
    } else {
      made = PlaygroundNetwork.of(settings);
    }
    if (command.has("layers")) {
      made.restore(
          new PlaygroundSnapshot(
              texts,
              command.path("steps").asLong(),
              layers(command.path("layers")),
              Double.NaN,
              Double.NaN));
    }
    if (command.has("epochs") || command.has("loss")) {
      stop = stopRule(command);
    }
    ofImages = classes.isObject();
    network = made;
    playing = false;
    message = "";
    changed = true;
  }

  private static StopRule stopRule(JsonNode command) {
    return new StopRule(command.path("epochs").asLong(), command.path("loss").asDouble());
  }

  private static List<PlaygroundSnapshot.Layer> layers(JsonNode json) {
    List<PlaygroundSnapshot.Layer> layers = new ArrayList<>();
    for (JsonNode layer : json) {
      List<List<Double>> weights = new ArrayList<>();
      layer.path("weights").forEach(row -> weights.add(numbers(row)));
      layers.add(new PlaygroundSnapshot.Layer(weights, numbers(layer.path("biases"))));
    }
    return layers;
  }

  private static List<Double> numbers(JsonNode row) {
    List<Double> numbers = new ArrayList<>();
    row.forEach(number -> numbers.add(number.asDouble(Double.NaN)));
    return numbers;
  }

  private static double number(JsonNode command, String name) {
    return command.path(name).asDouble(Double.NaN);
  }

  private static int whole(JsonNode command, String name) {
    return command.path(name).asInt(-1);
  }

  private PlaygroundNetwork network() {
    PlaygroundNetwork current = network;
    if (current == null) {
      throw Refusal.badRequest("there is no network yet; configure one first");
    }
    return current;
  }

  /** Keeps a table for the data set {@code own} while the page is open. */
  void setTable(byte[] csv, String name) {
    table = csv;
    tableName = name;
  }

  /** The text of a downloadable file. */
  String export(String kind) {
    PlaygroundNetwork exported = network();
    return switch (kind) {
      case "java" -> exported.javaSource();
      case "keras" -> exported.kerasSource();
      case "json" -> exported.snapshot().write();
      case "points" -> exported.pointsCsv();
      default -> throw Refusal.badRequest("kind must be java, keras, json or points");
    };
  }

  /** The image of a point. */
  byte[] image(boolean train, int point) {
    PlaygroundPoints.Parts parts = network().points();
    PlaygroundPoints points = train ? parts.train() : parts.test();
    if (point >= points.size()) {
      throw Refusal.badRequest("point must be below " + points.size());
    }
    return points
        .image(point)
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND_404, "this point has no image"));
  }
}
