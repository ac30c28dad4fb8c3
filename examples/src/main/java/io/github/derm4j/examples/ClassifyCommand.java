package io.github.derm4j.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.examples.study.InferenceLevels;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.OnnxLesionClassifier;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.taxonomy.InferenceMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code derm classify}: what a classifier says of pictures. */
@Command(
    name = "classify",
    description = {
      "Says which training and inference classes a classifier finds most probable for pictures.",
      "Research software, not a medical device: nothing here is a diagnosis."
    },
    mixinStandardHelpOptions = true)
final class ClassifyCommand implements Callable<Integer> {

  @ParentCommand private Derm derm;
  @Mixin private ViewsOption views;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The classifier: a model.zip, or a model.onnx of 'derm export'.")
  private Path model;

  @Option(
      names = "--top",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many training classes to name. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--repeat",
      defaultValue = "0",
      paramLabel = "N",
      description = "Ask N times more for each picture, and say how long a warm answer takes.")
  private int repeat;

  @Option(names = "--strict", description = "Fail on the first picture that can't be read.")
  private boolean strict;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "JPEG or PNG files.")
  private List<Path> images;

  @Override
  public Integer call() throws IOException {
    TestTimeAugmentation augmentation = views.views();
    if (model.toString().endsWith(".onnx")) {
      if (views.count() > 1) {
        throw new IllegalArgumentException(
            "--views is for a model.zip; the ONNX model sees one view");
      }
      int threads = Runtime.getRuntime().availableProcessors();
      try (OnnxLesionClassifier classifier = OnnxLesionClassifier.load(model, threads)) {
        classify(classifier);
      }
    } else {
      classify(LesionClassifier.load(model).with(augmentation));
    }
    return 0;
  }

  private void classify(ImageClassifier classifier) throws IOException {
    Optional<InferenceMap> level = InferenceLevels.deepest(classifier.partition());
    ArrayNode answers = Json.array();
    ImageFiles.forEach(
        images,
        strict,
        derm.terminal(),
        (file, image) -> {
          if (json) {
            answers.add(asJson(file, classifier.classify(image), level));
          } else {
            say(file, image, classifier, level);
          }
          time(file, image, classifier);
        });
    if (json) {
      derm.terminal().answer(Json.text(answers));
    }
  }

  private void say(
      Path file, LesionImage image, ImageClassifier classifier, Optional<InferenceMap> level) {
    Terminal terminal = derm.terminal();
    Classification said = classifier.classify(image);
    terminal.answer(file.toString());
    for (Classification.Ranked ranked : said.top(top)) {
      line(ranked.probability(), ranked.trainingClass().name());
    }
    if (level.isPresent()) {
      terminal.answer("  inference classes:");
      float[] sums = level.get().aggregate(said.probabilities());
      for (int k : descending(sums)) {
        line(sums[k], level.get().labels().get(k));
      }
    }
  }

  /** From the decoded picture to the probabilities, preprocessing included. */
  private void time(Path file, LesionImage image, ImageClassifier classifier) {
    if (repeat > 0) {
      double[] millis =
          IntStream.range(0, repeat)
              .mapToDouble(
                  i -> {
                    long start = System.nanoTime();
                    classifier.classify(image);
                    return (System.nanoTime() - start) / 1e6;
                  })
              .sorted()
              .toArray();
      derm.terminal()
          .say(
              String.format(
                  Locale.ROOT,
                  "%s: %.0f ms an answer, median of %d; %.0f to %.0f",
                  file.getFileName(),
                  millis[repeat / 2],
                  repeat,
                  millis[0],
                  millis[repeat - 1]));
    }
  }

  private void line(double probability, String name) {
    derm.terminal().answer(String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * probability, name));
  }

  private ObjectNode asJson(Path file, Classification said, Optional<InferenceMap> level) {
    ObjectNode answer = Json.object().put("image", file.toString());
    ArrayNode classes = answer.putArray("trainingClasses");
    for (Classification.Ranked ranked : said.top(top)) {
      classes
          .addObject()
          .put("id", ranked.trainingClass().id())
          .put("name", ranked.trainingClass().name())
          .put("probability", ranked.probability());
    }
    ArrayNode inference = answer.putArray("inferenceClasses");
    if (level.isPresent()) {
      float[] sums = level.get().aggregate(said.probabilities());
      for (int k : descending(sums)) {
        inference.addObject().put("name", level.get().labels().get(k)).put("probability", sums[k]);
      }
    }
    return answer;
  }

  private static int[] descending(float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(k -> values[k]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
