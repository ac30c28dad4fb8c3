package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.SkippedImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.model.training.TrainingListener;
import io.github.derm4j.model.training.ValidationSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** The page of a running training: its losses, its progress, and a button to stop it. */
public final class TrainingPage implements Page {

  /** The state of a run. */
  public enum State {
    /** The run is in progress. */
    RUNNING,
    /** The run will stop after the current step. */
    STOPPING,
    /** The run has ended. */
    ENDED
  }

  private static final long BETWEEN_MILLIS = 500;
  private static final int MOST_BYTES = 1000;
  private static final int TOP_CLASSES = 3;

  private final String title;
  private final long start = System.nanoTime();
  private final List<Epoch> epochs = new ArrayList<>();
  private Runnable stop = () -> {};
  private State state = State.RUNNING;
  private boolean stoppable;
  private @Nullable ProgramLink program;
  private List<String> results = List.of();
  private String work = "";
  private long steps;
  private long done;
  private long workStart = start;
  private double waited = Double.NaN;
  private int planned;
  private double rate = Double.NaN;
  private int skipped;
  private String part = "";
  private @Nullable ImageSource images;
  private List<ValidationSample> samples = List.of();

  /** The images of the samples, in order; null for an unreadable one. */
  private List<byte @Nullable []> thumbnails = List.of();

  /** The number of the current set of samples, because each training has its own. */
  private int sampleSet;

  private long version;

  /**
   * Makes the page of a run.
   *
   * @param title the title, for the page
   */
  public TrainingPage(String title) {
    this.title = title;
  }

  @Override
  public String name() {
    return "Training";
  }

  @Override
  public String path() {
    return "/training";
  }

  @Override
  public String main() {
    return new String(Routes.read(TrainingPage.class, "training.html"), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> scripts() {
    return List.of("/assets/training.js");
  }

  @Override
  public List<String> styles() {
    return List.of("/assets/training.css");
  }

  @Override
  public void register(Routes routes) {
    routes.asset("/assets/training.js", TrainingPage.class, "training.js");
    routes.asset("/assets/training.css", TrainingPage.class, "training.css");
    routes.get("/api/program", exchange -> exchange.bytes(ProgramLink.TYPE, program()));
    routes.get("/api/training/sample", this::sample);
    routes.events("/api/training", (exchange, events) -> send(events));
    routes.post(
        "/api/training/stop",
        exchange -> {
          exchange.body(MOST_BYTES);
          requestStop();
          exchange.json(Exchange.object());
        });
  }

  /**
   * Sets the source of the validation images that the page shows with their predictions.
   *
   * @param source the source of their files
   */
  public synchronized void imagesFrom(ImageSource source) {
    images = source;
  }

  private void sample(Exchange exchange) throws IOException {
    int set = exchange.query("set", 0, 0, Integer.MAX_VALUE);
    int n = exchange.query("n", 0, 0, Integer.MAX_VALUE);
    byte @Nullable [] image;
    synchronized (this) {
      image = set == sampleSet && n < thumbnails.size() ? thumbnails.get(n) : null;
    }
    if (image == null) {
      throw new Refusal(HttpStatus.NOT_FOUND_404, "there is no such image, or not any more");
    }
    exchange.bytes("image/jpeg", image);
  }

  /**
   * Enables the button that stops the training.
   *
   * @param stopping stops the training after its step; must return at once
   */
  public synchronized void stopBy(Runnable stopping) {
    stop = stopping;
    stoppable = true;
    changed();
  }

  /**
   * Adds a program that repeats the training of this run.
   *
   * @param file the name of the saved file
   * @param text the program
   */
  public synchronized void offer(String file, String text) {
    program = new ProgramLink(file, text);
    changed();
  }

  private synchronized byte[] program() {
    if (program == null) {
      throw new Refusal(HttpStatus.NOT_FOUND_404, "there is no program for this run");
    }
    return program.bytes();
  }

  private synchronized void requestStop() {
    if (!stoppable) {
      throw Refusal.badRequest("the training has not begun or is over: there is nothing to stop");
    }
    state = State.STOPPING;
    changed();
    stop.run();
  }

  /**
   * Shows the state of a run in another process.
   *
   * @param all epochs so far
   * @param what a sentence on the state of the run
   */
  public synchronized void show(List<Epoch> all, String what) {
    if (!all.equals(epochs) || !what.equals(work)) {
      epochs.clear();
      epochs.addAll(all);
      work = what;
      changed();
    }
  }

  /**
   * Shows the test results of the run.
   *
   * @param lines one line for each figure
   */
  public synchronized void results(List<String> lines) {
    results = List.copyOf(lines);
    changed();
  }

  /** Called when training has ended; the following work, such as the test, can't be stopped. */
  public synchronized void trained() {
    stoppable = false;
    changed();
  }

  /** Called when the run has ended: the pages show it, and their streams end. */
  public synchronized void ended() {
    state = State.ENDED;
    stoppable = false;
    changed();
  }

  /**
   * Makes a listener that shows the events on this page.
   *
   * @param next another receiver of the events
   * @return the listener
   */
  public TrainingListener listener(TrainingListener next) {
    return new Watching(next);
  }

  private synchronized void changed() {
    version++;
    notifyAll();
  }

  private void send(Events events) throws IOException, InterruptedException {
    long sent = -1;
    while (true) {
      ObjectNode news = null;
      boolean last;
      synchronized (this) {
        if (version == sent && state != State.ENDED) {
          wait(Events.HEARTBEAT_MILLIS);
        }
        if (version != sent) {
          sent = version;
          news = snapshot();
        }
        last = state == State.ENDED;
      }
      if (news == null) {
        events.heartbeat();
      } else {
        events.send("state", news);
      }
      if (last) {
        return;
      }
      Thread.sleep(BETWEEN_MILLIS);
    }
  }

  private ObjectNode snapshot() {
    long now = System.nanoTime();
    double inWork = seconds(now - workStart);
    double perSecond = inWork > 0 ? done / inWork : 0;
    ObjectNode json =
        Exchange.object()
            .put("title", title)
            .put("state", state.name())
            .put("stoppable", stoppable && state == State.RUNNING)
            .put("work", work)
            .put("done", done)
            .put("steps", steps)
            .put("imagesPerSecond", perSecond)
            .put("seconds", seconds(now - start))
            .put("skipped", skipped);
    if (program != null) {
      json.put("program", program.file());
    }
    if (perSecond > 0 && steps > 0) {
      json.put("secondsLeft", (steps - done) / perSecond);
    }
    if (planned > 0 && !epochs.isEmpty()) {
      Epoch last = epochs.get(epochs.size() - 1);
      // The current epoch counts as complete while it is evaluated.
      double begun = steps > 0 && last.number() < planned ? (double) done / steps : 0;
      json.put("trainingSecondsLeft", (planned - last.number() - begun) * last.seconds());
    }
    if (!Double.isNaN(rate)) {
      json.put("learningRate", rate);
    }
    if (!Double.isNaN(waited)) {
      json.put("waited", waited);
    }
    results.forEach(json.putArray("results")::add);
    ArrayNode all = json.putArray("epochs");
    for (Epoch epoch : epochs) {
      ObjectNode each =
          all.addObject().put("number", epoch.number()).put("seconds", epoch.seconds());
      put(each, "loss", epoch.loss());
      put(each, "validationLoss", epoch.validationLoss());
      put(each, "validationAccuracy", epoch.validationAccuracy());
    }
    if (!part.isEmpty()) {
      json.put("part", part);
    }
    json.put("sampleSet", sampleSet);
    ArrayNode few = json.putArray("samples");
    for (int i = 0; i < samples.size(); i++) {
      put(few.addObject(), samples.get(i), thumbnails.get(i) != null);
    }
    return json;
  }

  private static void put(ObjectNode json, ValidationSample sample, boolean hasImage) {
    json.put("image", sample.record().imageId())
        .put("diagnosis", sample.record().diagnosis().name())
        .put("right", sample.isRight())
        .put("hasImage", hasImage);
    put(
        json.putObject("own"),
        new Classification.Ranked(
            sample.trainingClass(),
            sample.prediction().probabilities()[sample.trainingClass().index()]));
    ArrayNode top = json.putArray("top");
    sample.prediction().top(TOP_CLASSES).forEach(each -> put(top.addObject(), each));
  }

  private static void put(ObjectNode json, Classification.Ranked ranked) {
    json.put("name", ranked.trainingClass().name()).put("probability", ranked.probability());
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name); // JSON has no NaN.
    }
  }

  private static double seconds(long nanos) {
    return nanos / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Records and forwards the events. */
  private final class Watching implements TrainingListener {

    private final TrainingListener next;

    Watching(TrainingListener next) {
      this.next = next;
    }

    @Override
    public void started(String what, long total) {
      synchronized (TrainingPage.this) {
        work = what;
        steps = total;
        done = 0;
        workStart = System.nanoTime();
        changed();
      }
      next.started(what, total);
    }

    @Override
    public void advanced(long more) {
      synchronized (TrainingPage.this) {
        done += more;
        changed();
      }
      next.advanced(more);
    }

    @Override
    public void finished() {
      next.finished();
    }

    @Override
    public void skipped(SkippedImage image) {
      synchronized (TrainingPage.this) {
        skipped++;
        changed();
      }
      next.skipped(image);
    }

    @Override
    public void planned(int most) {
      synchronized (TrainingPage.this) {
        planned = most;
        changed();
      }
      next.planned(most);
    }

    @Override
    public void learningRate(double now) {
      synchronized (TrainingPage.this) {
        rate = now;
        changed();
      }
      next.learningRate(now);
    }

    @Override
    public void waited(double share) {
      synchronized (TrainingPage.this) {
        waited = share;
      }
      next.waited(share);
    }

    @Override
    public void foldStarted(String target, int fold, int folds) {
      synchronized (TrainingPage.this) {
        part = target + ", fold " + (fold + 1) + " of " + folds;
        epochs.clear();
        samples = List.of();
        thumbnails = List.of();
        planned = 0;
        rate = Double.NaN;
        waited = Double.NaN;
        changed();
      }
      next.foldStarted(target, fold, folds);
    }

    @Override
    public void predicted(List<ValidationSample> few) {
      List<byte @Nullable []> small = few.isEmpty() ? List.of() : thumbnails(few);
      synchronized (TrainingPage.this) {
        if (small != thumbnails) {
          thumbnails = small;
          sampleSet++;
        }
        samples = few;
        changed();
      }
      next.predicted(few);
    }

    /** Reads the images of the samples once, because they do not change during a training. */
    private List<byte @Nullable []> thumbnails(List<ValidationSample> few) {
      ImageSource source;
      synchronized (TrainingPage.this) {
        if (records(few).equals(records(samples))) {
          return thumbnails;
        }
        source = images;
      }
      List<byte @Nullable []> small = new ArrayList<>();
      for (LesionRecord record : records(few)) {
        small.add(source == null ? null : thumbnail(source, record.imageName()));
      }
      return small;
    }

    private static byte @Nullable [] thumbnail(ImageSource source, String name) {
      try {
        return Thumbnail.jpeg(source.read(name), name);
      } catch (IOException unreadable) {
        return null; // The page reports this; training continues without it.
      }
    }

    private static List<LesionRecord> records(List<ValidationSample> few) {
      return few.stream().map(ValidationSample::record).toList();
    }

    @Override
    public void epochFinished(Epoch epoch) {
      synchronized (TrainingPage.this) {
        epochs.add(epoch);
        changed();
      }
      next.epochFinished(epoch);
    }
  }
}
