package io.github.derm4j.cli;

import io.github.derm4j.cli.answer.HeatmapMethod;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.evaluation.DiagnosisNames;
import io.github.derm4j.model.explain.Heatmap;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.TrainingClass;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm explain}: draws a heat map for a prediction. */
@Command(
    name = "explain",
    description = {
      "Draws which parts of an image support a training class: the network's input,"
          + " and beside it the same image with a heat map. Below are the class, its"
          + " probability and a colour scale.",
      "Research software, not a medical device. A heat map does not prove what a"
          + " network looks at."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private static final int READABLE_SIZE = 300;

  @ParentCommand private Derm derm;
  @Spec private CommandSpec spec;
  @Mixin private ProviderOption provider;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "The classifier: a model.zip, or a model.onnx from 'derm export' (only with"
              + " occlusion).")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.png",
      description = "File to write the image to.")
  private Path out;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "grad-cam: activations of the last block; saliency: the gradient of the loss, as in the"
              + " paper; smooth-grad: its mean over 50 noisy copies; occlusion: the drop in"
              + " probability when a square is covered. Default: grad-cam; occlusion for"
              + " networks of less than "
              + HeatmapMethod.LEAST_GRAD_CAM_SIZE
              + " pixels and for ONNX networks.")
  private @Nullable HeatmapMethod chosen;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description =
          "Training class to explain: its name, the beginning of its name, an archive's"
              + " code or a synonym. Default: the most probable class.")
  private @Nullable String trainingClass;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the noise of smooth-grad. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Parameters(paramLabel = "IMAGE", description = "An image file.")
  private Path image;

  @Override
  public Integer call() throws IOException {
    if (chosen != HeatmapMethod.SMOOTH_GRAD) {
      Inapplicable.refuse(spec, "--method smooth-grad", List.of("--seed"));
    }
    OutputFolder.requireFolder(out);
    ModelFile file = provider.applyTo(ModelFile.of(model), derm.terminal());
    if ((file.isOnnx() || file.isEnsemble())
        && chosen != null
        && chosen != HeatmapMethod.OCCLUSION) {
      throw new ParameterException(
          spec.commandLine(),
          "--method "
              + chosen
              + (file.isEnsemble()
                  ? " needs gradients, which an ensemble does not provide; use --method occlusion, or"
                      + " a member's model.zip"
                  : " needs gradients, which an ONNX model does not provide; use --method occlusion,"
                      + " or the model.zip that "
                      + model
                      + " was exported from"));
    }
    try (ModelFile.Opened opened = file.open()) {
      ImageFiles.forEach(
          List.of(image),
          true,
          derm.terminal(),
          (name, picture) -> explain(opened.classifier(), picture));
      KnownImages known = new KnownImages(opened.classifier());
      known.look(image);
      known.say(derm.terminal());
    }
    return 0;
  }

  private void explain(ImageClassifier classifier, LesionImage picture) throws IOException {
    if (HeatmapMethod.fitting(classifier).isEmpty()) {
      throw new IllegalArgumentException(HeatmapMethod.NONE_FITS);
    }
    List<TrainingClass> classes = classifier.partition().classes();
    Classification said = classifier.classify(picture);
    TrainingClass explained =
        trainingClass == null
            ? said.top(1).get(0).trainingClass()
            : named(classifier.partition(), trainingClass);
    int index = classes.indexOf(explained);
    int size = classifier.preprocessing().size();
    HeatmapMethod method = method(classifier, size);
    Heatmap map = method.map(classifier, picture, index, seed);
    try (LesionImage input =
            classifier.preprocessing().transform().apply(picture, new SplittableRandom(0));
        LesionImage pair =
            LesionImage.of(
                sideBySide(
                    input.toBufferedImage(), map, caption(method, explained, said, index)))) {
      WholeFile.write(out, file -> file.write(pair.toPng()));
    }
    derm.terminal().answer(caption(method, explained, said, index) + ", in " + out);
  }

  private static String caption(
      HeatmapMethod method, TrainingClass explained, Classification said, int index) {
    return String.format(
        Locale.ROOT,
        "%s: %s, probability %.3f",
        method,
        explained.name(),
        said.probabilities()[index]);
  }

  private HeatmapMethod method(ImageClassifier classifier, int size) {
    if (chosen == HeatmapMethod.GRAD_CAM
        && classifier instanceof LesionClassifier own
        && own.hasGradients()
        && size < HeatmapMethod.LEAST_GRAD_CAM_SIZE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "grad-cam: for an input of %d pixels, the map of the last block is too small; use"
                  + " occlusion, or a network of %d pixels or more",
              size,
              HeatmapMethod.LEAST_GRAD_CAM_SIZE));
    }
    if (chosen != null) {
      return chosen;
    }
    return HeatmapMethod.fitting(classifier).get(0);
  }

  private static TrainingClass named(DiseasePartition partition, String name) {
    List<TrainingClass> classes = partition.classes();
    Optional<TrainingClass> exact =
        classes.stream()
            .filter(each -> each.name().equalsIgnoreCase(name) || each.id().equals(name))
            .findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    DiseaseTaxonomy tree = partition.taxonomy();
    List<DiseaseNode> nodes;
    try {
      nodes = DiagnosisNames.find(tree, name);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "--class: " + unknown.getMessage() + "; the training classes are: " + names(classes),
          unknown);
    }
    List<TrainingClass> within =
        classes.stream()
            .filter(
                each -> nodes.stream().anyMatch(asked -> tree.isAncestorOrSelf(asked, each.top())))
            .toList();
    if (within.size() == 1) {
      return within.get(0);
    }
    if (within.size() > 1) {
      throw new IllegalArgumentException(
          "--class: '" + name + "' has several training classes; give one of: " + names(within));
    }
    List<TrainingClass> wider =
        classes.stream().filter(each -> nodes.stream().anyMatch(each.nodes()::contains)).toList();
    throw new IllegalArgumentException(
        "--class: '"
            + name
            + "' is not a separate training class; "
            + (wider.isEmpty()
                ? "the training classes are: " + names(classes)
                : "it is part of: " + names(wider)));
  }

  private static String names(List<TrainingClass> classes) {
    return classes.stream().map(each -> "'" + each.name() + "'").collect(Collectors.joining(", "));
  }

  private static BufferedImage sideBySide(BufferedImage input, Heatmap map, String caption) {
    // The input of a small network is enlarged by a whole factor to be visible.
    int side = map.size() * Math.max(1, READABLE_SIZE / map.size());
    BufferedImage pair =
        new BufferedImage(2 * side, side + HeatmapCaption.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pair.createGraphics();
    graphics.drawImage(input, 0, 0, side, side, null);
    graphics.drawImage(map.over(input), side, 0, side, side, null);
    graphics.drawImage(HeatmapCaption.draw(caption, 2 * side), 0, side, null);
    graphics.dispose();
    return pair;
  }
}
