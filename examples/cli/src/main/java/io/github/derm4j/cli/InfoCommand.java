package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.model.Recalibration;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.ensemble.EnsembleClassifier;
import io.github.derm4j.model.ensemble.EnsembleMember;
import io.github.derm4j.model.inception.KerasWeights;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.taxonomy.TrainingClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code derm info}: prints the contents of a file. */
@Command(
    name = "info",
    description = {
      "Prints what a file contains. For a classifier (model.zip, model.onnx): its training classes,"
          + " preprocessing, data, options, seed, versions and test results.",
      "For weights (.h5): checksum, pixel range and number of output classes."
    },
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

  @ParentCommand private Derm derm;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Parameters(paramLabel = "FILE", description = "A model.zip, a model.onnx or weights.h5.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    String name = file.toString();
    if (name.endsWith(".h5")) {
      answer(ofWeights(KerasWeights.read(file)));
    } else {
      try (ModelFile.Opened opened = ModelFile.of(file).open()) {
        answer(ofClassifier(opened.classifier()));
      }
    }
    return 0;
  }

  private static ObjectNode ofWeights(KerasWeights weights) {
    return Json.object()
        .put("md5", weights.md5())
        .put("known", weights.isKnown())
        .put("pixelRange", weights.normalization().toString())
        .put("topClasses", weights.topClasses());
  }

  private static ObjectNode ofClassifier(ImageClassifier classifier) {
    Provenance provenance = classifier.provenance();
    Preprocessing preprocessing = classifier.preprocessing();
    ObjectNode answer =
        Json.object()
            .put("trainingClasses", classifier.partition().classes().size())
            .put("taxonomy", classifier.partition().taxonomy().contentHash())
            .put("maxClassSize", classifier.partition().maxClassSize())
            .put("inputSize", preprocessing.size())
            .put("centralFraction", preprocessing.centralFraction())
            .put("pixelRange", preprocessing.normalization().toString())
            .put("views", classifier.views().count());
    if (classifier instanceof EnsembleClassifier ensemble) {
      members(answer, ensemble);
    }
    if (classifier instanceof LesionClassifier own) {
      own.extractor().backbone().ifPresent(backbone -> backbone(answer, backbone));
    }
    provenance
        .data()
        .ifPresent(
            data ->
                answer
                    .putObject("data")
                    .put("name", data.name())
                    .put("date", data.date())
                    .put("licences", String.join(", ", data.licences()))
                    .put("command", data.command()));
    answer.set("trainingImages", trainingImages(classifier));
    ObjectNode thresholds = answer.putObject("thresholds");
    classifier
        .thresholds()
        .forEach(
            each ->
                thresholds.put(
                    each.task(),
                    String.format(Locale.ROOT, "%.3f, %s", each.value(), each.origin())));
    classifier
        .recalibration()
        .ifPresent(
            fit ->
                recalibration(answer.putObject("recalibration"), fit)
                    .put("images", fit.images())
                    .put(
                        "loss",
                        String.format(
                            Locale.ROOT, "%.3f, %.3f before", fit.lossAfter(), fit.lossBefore()))
                    .put("origin", fit.origin()));
    classifier
        .predictionSets()
        .ifPresent(
            sets ->
                answer
                    .putObject("predictionSets")
                    .put("images", sets.classes().size())
                    .put("lesions", sets.lesions())
                    .put("origin", sets.origin()));
    classifier
        .novelty()
        .ifPresent(
            detector ->
                answer
                    .putObject("novelty")
                    .put("score", detector.score().toString())
                    .put("images", detector.validation().size())
                    .put("lesions", detector.lesions())
                    .put(
                        "threshold",
                        String.format(
                            Locale.ROOT,
                            "%.4g for %.0f %% false alarms",
                            detector.threshold(NoveltyDetector.FALSE_ALARMS),
                            100 * NoveltyDetector.FALSE_ALARMS))
                    .put("origin", detector.origin()));
    classifier
        .quantization()
        .ifPresent(
            scales ->
                answer
                    .putObject("quantization")
                    .put("bits", 8)
                    .put("calibration", scales.estimator().toString())
                    .put("images", scales.images()));
    ObjectNode tests = answer.putObject("heldOutLesions");
    provenance.tests().forEach(each -> tests.put(each.task(), figures(each)));
    ObjectNode facts = answer.putObject("provenance");
    provenance.facts().forEach(facts::put);
    ObjectNode classes = answer.putObject("classes");
    for (TrainingClass each : classifier.partition().classes()) {
      classes.put(each.name(), each.images());
    }
    return answer;
  }

  private static void members(ObjectNode answer, EnsembleClassifier ensemble) {
    answer.remove(List.of("inputSize", "centralFraction", "pixelRange")); // Those of one member.
    ObjectNode members = answer.putObject("members");
    for (int i = 0; i < ensemble.members().size(); i++) {
      EnsembleMember each = ensemble.members().get(i);
      members.put(
          String.valueOf(i + 1),
          String.format(
              Locale.ROOT,
              "%s, %d pixels, %s",
              each.name(),
              each.classifier().preprocessing().size(),
              Format.count(each.classifier().partition().classes().size(), "training class")));
    }
  }

  private static void backbone(ObjectNode answer, OnnxBackbone backbone) {
    answer.remove(List.of("centralFraction", "pixelRange")); // Those of Inception v3.
    ObjectNode facts = answer.putObject("backbone");
    backbone.sha256().forEach((file, hash) -> facts.put(file, hash));
    facts.put("features", backbone.length());
    facts.put("pooling", backbone.pooling().toString());
    facts.put("preprocessing", backbone.preprocessing().toString());
  }

  private static ObjectNode recalibration(ObjectNode answer, Recalibration fit) {
    answer.put("method", fit.method().word());
    fit.temperature()
        .ifPresent(value -> answer.put("temperature", String.format(Locale.ROOT, "%.4f", value)));
    return answer;
  }

  private static ObjectNode trainingImages(ImageClassifier classifier) {
    ObjectNode answer = Json.object();
    classifier
        .trainingImages()
        .ifPresentOrElse(
            known -> {
              answer.put("training", known.training().images());
              answer.put("validation", known.validation().images());
            },
            () -> answer.put("known", false));
    return answer;
  }

  private static String figures(Provenance.Test test) {
    return String.format(
        Locale.ROOT,
        "AUC %.3f (%s), sensitivity %.3f, specificity %.3f at threshold %.3f, %s",
        test.auc(),
        Double.isNaN(test.aucLow())
            ? "no interval"
            : String.format(
                Locale.ROOT, "95 %% interval %.3f to %.3f", test.aucLow(), test.aucHigh()),
        test.sensitivity(),
        test.specificity(),
        test.threshold(),
        Format.count(test.images(), "image"));
  }

  private void answer(ObjectNode answer) {
    Terminal terminal = derm.terminal();
    if (json) {
      terminal.answer(Json.text(answer));
      return;
    }
    answer
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                terminal.answer(field.getKey() + ":");
                field
                    .getValue()
                    .properties()
                    .forEach(
                        inner ->
                            terminal.answer(
                                "  " + inner.getKey() + ": " + inner.getValue().asText()));
              } else {
                terminal.answer(field.getKey() + ": " + field.getValue().asText());
              }
            });
  }
}
