package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.cli.answer.ClassificationJson;
import io.github.derm4j.cli.answer.HeatmapMethod;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.evaluation.InferenceLevels;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.taxonomy.InferenceMap;
import io.github.derm4j.taxonomy.ProbablePath;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/** The page that classifies images. */
public final class ClassifyPage implements Page {

  /** The maximum size of an uploaded file. */
  static final int MOST_BYTES = 20 << 20;

  /** The number of images in memory at the same time; a decoded image takes up to 300 MB. */
  private static final int AT_ONCE = 2;

  private static final int WAIT_SECONDS = 60;
  private static final int MOST_CLASSES = 10_000;
  private static final int DEFAULT_TOP = 3;
  private static final long SEED = 1;
  private static final int NEIGHBOURS = 6;
  private static final int JPEG_QUALITY = 90;

  private final ImageClassifier classifier;
  private final String model;
  private final SimilarImages similar;
  private final Runnable onClose;
  private final Optional<InferenceMap> level;
  private final double noveltyThreshold;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /**
   * A small thread pool, because the engine keeps buffers for each thread on which it has computed.
   */
  private final ExecutorService computing = Executors.newFixedThreadPool(AT_ONCE);

  private ProgramLink program = ProgramLink.NONE;

  /**
   * Makes the page of a classifier.
   *
   * @param classifier the classifier
   * @param model its name, for the page
   * @param similar the images for finding similar ones; may be empty
   * @param onClose releases the classifier
   */
  public ClassifyPage(
      ImageClassifier classifier, String model, SimilarImages similar, Runnable onClose) {
    this.classifier = classifier;
    this.model = model;
    this.similar = similar;
    this.onClose = onClose;
    this.level = InferenceLevels.deepest(classifier.partition());
    this.noveltyThreshold =
        classifier
            .novelty()
            .map(each -> each.threshold(NoveltyDetector.FALSE_ALARMS))
            .orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * Adds a program that classifies images as the page does.
   *
   * @param file the name of the saved file
   * @param text the program
   * @return this page
   */
  public ClassifyPage offering(String file, String text) {
    program = new ProgramLink(file, text);
    return this;
  }

  @Override
  public String name() {
    return "Classify";
  }

  @Override
  public String path() {
    return "/classify";
  }

  @Override
  public String main() {
    return program.into(main("lead.html"));
  }

  /** The content of the page with its introduction. */
  static String main(String lead) {
    return text("classify.html").replace("{{lead}}", text(lead).strip());
  }

  private static String text(String resource) {
    return new String(Routes.read(ClassifyPage.class, resource), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> scripts() {
    return List.of("/assets/classify.js");
  }

  @Override
  public List<String> styles() {
    return List.of("/assets/classify.css");
  }

  @Override
  public void register(Routes routes) {
    routes.asset("/assets/classify.js", ClassifyPage.class, "classify.js");
    routes.asset("/assets/classify-view.js", ClassifyPage.class, "classify-view.js");
    routes.asset("/assets/classify.css", ClassifyPage.class, "classify.css");
    routes.asset("/openapi.json", ClassifyPage.class, "openapi.json");
    program.register(routes);
    routes.get("/api/model", exchange -> exchange.json(model()));
    routes.post("/api/classify", this::classify);
    routes.post("/api/explain", this::explain);
    routes.get("/api/neighbour", this::neighbour);
  }

  @Override
  public void close() {
    computing.shutdown();
    onClose.run();
  }

  private ObjectNode model() {
    Preprocessing preprocessing = classifier.preprocessing();
    ObjectNode answer =
        Exchange.object()
            .put("model", model)
            .put("trainingClasses", classifier.partition().classes().size())
            .put("size", preprocessing.size())
            .put("centralFraction", preprocessing.centralFraction())
            .put("mostBytes", MOST_BYTES);
    ArrayNode methods = answer.putArray("explanations");
    HeatmapMethod.fitting(classifier).forEach(method -> methods.add(method.toString()));
    return answer;
  }

  private void classify(Exchange exchange) throws IOException, InterruptedException {
    int top = exchange.query("top", DEFAULT_TOP, 1, MOST_CLASSES);
    boolean withInput = exchange.query("input", 0, 0, 1) == 1;
    byte[] bytes = exchange.body(MOST_BYTES);
    exchange.json(
        inTurn(
            () -> {
              try (ReceivedImage image = ReceivedImage.decode(bytes)) {
                ObjectNode answer = answer(image, top, withInput);
                classifier
                    .trainingImages()
                    .flatMap(known -> known.partOf(bytes))
                    .ifPresent(part -> answer.put("knownFrom", part));
                return answer;
              }
            }));
  }

  private ObjectNode answer(ReceivedImage image, int top, boolean withInput) {
    Classification said = classifier.classify(image.pixels());
    ObjectNode answer = Exchange.object();
    ClassificationJson.put(answer, said, top, level);
    if (said.novelty().isPresent()) {
      ClassificationJson.put(
          answer, said.novelty().getAsDouble(), noveltyThreshold, NoveltyDetector.FALSE_ALARMS);
    }
    ArrayNode path = answer.putArray("path");
    for (ProbablePath.Step step :
        ProbablePath.steps(classifier.partition(), said.probabilities())) {
      path.addObject()
          .put("id", step.node().id())
          .put("name", step.node().name())
          .put("probability", step.probability());
    }
    answer
        .putObject("image")
        .put("format", image.formatName())
        .put("width", image.pixels().width())
        .put("height", image.pixels().height())
        .put("orientation", image.turned());
    if (similar.size() > 0) {
      ArrayNode near = answer.putArray("neighbours");
      for (SimilarImages.Near each :
          similar.nearest(classifier.features(List.of(image.pixels()))[0], NEIGHBOURS)) {
        near.addObject()
            .put("index", each.index())
            .put("label", each.item().label())
            .put("similarity", each.similarity());
      }
    }
    if (withInput) {
      try (LesionImage input = input(image.pixels())) {
        answer.put("input", dataUrl(input));
      }
    }
    return answer;
  }

  private void explain(Exchange exchange) throws IOException, InterruptedException {
    HeatmapMethod method = method(exchange.query("method", ""));
    String id = exchange.query("class", "");
    byte[] bytes = exchange.body(MOST_BYTES);
    exchange.json(
        inTurn(
            () -> {
              try (ReceivedImage image = ReceivedImage.decode(bytes)) {
                return explanation(image.pixels(), id, method);
              }
            }));
  }

  private ObjectNode explanation(LesionImage image, String id, HeatmapMethod method) {
    Classification said = classifier.classify(image);
    TrainingClass explained = id.isEmpty() ? said.top(1).get(0).trainingClass() : trainingClass(id);
    try (LesionImage input = input(image);
        LesionImage over =
            LesionImage.of(
                method
                    .map(classifier, image, explained.index(), SEED)
                    .over(input.toBufferedImage()))) {
      return Exchange.object()
          .put("id", explained.id())
          .put("name", explained.name())
          .put("probability", said.probabilities()[explained.index()])
          .put("method", method.toString())
          .put("map", dataUrl(over));
    }
  }

  /** Sends one of the similar images. A request identifies it by its index, never by its path. */
  private void neighbour(Exchange exchange) throws IOException, InterruptedException {
    int index = exchange.query("n", -1, 0, similar.size() - 1);
    if (index < 0) {
      throw Refusal.badRequest("n must be the index of a similar image");
    }
    Path file = similar.get(index).file();
    exchange.bytes("image/jpeg", inTurn(() -> jpeg(file)));
  }

  private byte[] jpeg(Path file) {
    try (LesionImage image = ImageDecoder.decode(Files.readAllBytes(file), file.toString());
        LesionImage input = input(image)) {
      return input.toJpeg(JPEG_QUALITY);
    } catch (IOException gone) {
      throw new Refusal(HttpStatus.NOT_FOUND_404, "the image can't be read any more");
    }
  }

  private LesionImage input(LesionImage image) {
    return classifier.preprocessing().transform().apply(image, new SplittableRandom(0));
  }

  private static String dataUrl(LesionImage image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(image.toPng());
  }

  private HeatmapMethod method(String name) {
    List<HeatmapMethod> methods = HeatmapMethod.fitting(classifier);
    return methods.stream()
        .filter(each -> name.isEmpty() || each.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Refusal.badRequest("method must be one of " + methods + " for this classifier"));
  }

  private TrainingClass trainingClass(String id) {
    return classifier.partition().classes().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refusal.badRequest("class must be the id of a training class"));
  }

  /**
   * Computes when it is the turn of this request, so that only images being processed are in
   * memory.
   */
  private <T> T inTurn(Supplier<T> answer) throws InterruptedException {
    if (!turns.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE_503, "the server is busy; try again later");
    }
    try {
      return computing.submit(answer::get).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed);
    } finally {
      turns.release();
    }
  }
}
