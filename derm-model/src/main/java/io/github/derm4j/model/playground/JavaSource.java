package io.github.derm4j.model.playground;

import io.github.derm4j.model.internal.JbangHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Java program that repeats the work of a playground. Settings with default values are
 * left out.
 */
final class JavaSource {

  /** The number of epochs that the program trains if the page has not trained yet. */
  private static final int EPOCHS = 100;

  private static final int NUMBERS_PER_LINE = 4;

  private final PlaygroundSettings settings;
  private final double @Nullable [] weights;
  private final long first;
  private final long last;
  private final TreeSet<String> imports = new TreeSet<>();

  /**
   * Makes the source for one network.
   *
   * @param weights the initial weights; null for those of the seed
   * @param first the step before which the weights are set
   * @param last the total number of steps
   */
  JavaSource(PlaygroundSettings settings, double @Nullable [] weights, long first, long last) {
    this.settings = settings;
    this.weights = weights;
    this.first = first;
    this.last = last;
  }

  String text() {
    String body = body();
    return header() + imports() + "\n" + body;
  }

  private String header() {
    return JbangHeader.text(
        "Playground.java" + (isOwn() ? " points.csv" : ""),
        List.of(JbangHeader.coordinates("derm-model"), JbangHeader.engine()));
  }

  private boolean isOwn() {
    return settings.data() == PlaygroundData.OWN;
  }

  private String imports() {
    return imports.stream().map(name -> "import " + name + ";\n").collect(Collectors.joining());
  }

  private String body() {
    imports.addAll(
        List.of(
            "java.util.List",
            "org.deeplearning4j.nn.conf.NeuralNetConfiguration",
            "org.deeplearning4j.nn.conf.distribution.UniformDistribution",
            "org.deeplearning4j.nn.conf.layers.OutputLayer",
            "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
            "org.nd4j.linalg.activations.Activation",
            "org.nd4j.linalg.api.buffer.DataType",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.factory.Nd4j",
            "org.nd4j.linalg.indexing.NDArrayIndex",
            "org.nd4j.linalg.learning.config.Sgd",
            "org.nd4j.linalg.lossfunctions.impl.LossL2"));
    ours("InputFeature", "PlaygroundPoints");
    return String.format(
        Locale.ROOT,
        """
    /** A network that learns %s. Written by the playground of Derm4j. */
    public class Playground {

      public static void main(String[] args)%s {
        // The data, shuffled and divided by the seed.
    %s    List<InputFeature> features = List.of(%s);
        INDArray inputs = parts.train().inputs(features);
        INDArray targets = parts.train().targets();

        // The network.
        MultiLayerNetwork network =
            new MultiLayerNetwork(
                new NeuralNetConfiguration.Builder()
                    .seed(%dL)
                    .dataType(DataType.DOUBLE)
                    .updater(new Sgd(%s))
                    .weightInit(new UniformDistribution(-0.5, 0.5))
                    .biasInit(0.1)
    %s                .list()
    %s                .layer(
                        // Half the squared error.
                        new OutputLayer.Builder(new LossL2(Nd4j.createFromArray(0.5)))
                            .nIn(%d)
                            .nOut(1)
                            .activation(Activation.%s)
                            .build())
                    .build());
        network.init();
    %s
        // The training: mini-batches of {batch}.
        long rows = inputs.rows();
        long batches = (rows + {batch} - 1) / {batch};
        for (long step = %s; step < %s; step++) {
          long from = step %% batches * {batch};
          long to = Math.min(from + {batch}, rows);
          network.fit(
              inputs.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup(),
              targets.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup());
        }

        // The result.
        System.out.println("training loss " + loss(network, parts.train(), features));
        System.out.println("test loss " + loss(network, parts.test(), features));
    %s  }

      /** The mean of half the squared errors. */
      static double loss(
          MultiLayerNetwork network, PlaygroundPoints points, List<InputFeature> features) {
        INDArray outputs = network.output(points.inputs(features));
        double sum = 0;
        for (int i = 0; i < points.size(); i++) {
          double error = outputs.getDouble(i, 0) - points.target(i);
          sum += 0.5 * error * error;
        }
        return sum / points.size();
      }
    %s}
    """
            .replace("{batch}", Integer.toString(settings.batchSize())),
        isOwn() ? "points of a file" : "the data set " + settings.data(),
        isOwn() ? " throws java.io.IOException" : "",
        data(),
        settings.features().stream()
            .map(feature -> "InputFeature." + feature.name())
            .collect(Collectors.joining(", ")),
        settings.seed(),
        settings.learningRate(),
        penaltyAndActivation(),
        hiddenLayers(),
        settings.hiddenLayers().isEmpty()
            ? settings.features().size()
            : settings.hiddenLayers().get(settings.hiddenLayers().size() - 1),
        isClassification() ? "TANH" : "IDENTITY",
        editedWeights(),
        number(first),
        number(steps()),
        isClassification() ? accuracyLine() : "",
        isClassification() ? accuracyMethod() : "");
  }

  private void ours(String... types) {
    for (String type : types) {
      imports.add("io.github.derm4j.model.playground." + type);
    }
  }

  private boolean isClassification() {
    return settings.problem() == Problem.CLASSIFICATION;
  }

  private long steps() {
    return last > 0 ? last : EPOCHS * 25L;
  }

  private static String number(long value) {
    return value > Integer.MAX_VALUE ? value + "L" : Long.toString(value);
  }

  private String data() {
    String share = Integer.toString(settings.trainShare());
    if (isOwn()) {
      imports.add("java.nio.file.Path");
      ours("Problem");
      return String.format(
          Locale.ROOT,
          """
          PlaygroundPoints.Parts parts =
              PlaygroundPoints.read(Path.of(args[0]), Problem.%s)
                  .shuffled(%s, %dL);
      """,
          settings.problem().name(),
          share,
          settings.seed());
    }
    ours("PlaygroundData", "PlaygroundSettings");
    List<String> changes = new ArrayList<>();
    PlaygroundSettings defaults = PlaygroundSettings.defaults();
    if (settings.data() != defaults.data()) {
      changes.add(".withData(PlaygroundData." + settings.data().name() + ")");
    } else {
      imports.remove("io.github.derm4j.model.playground.PlaygroundData");
    }
    if (settings.noise() != defaults.noise()) {
      changes.add(".withNoise(" + settings.noise() + ")");
    }
    if (settings.seed() != defaults.seed()) {
      changes.add(".withSeed(" + settings.seed() + "L)");
    }
    return String.format(
        Locale.ROOT,
        """
        PlaygroundSettings settings =%s
        PlaygroundPoints.Parts parts =
            PlaygroundPoints.of(settings).shuffled(%s, settings.seed());
    """,
        changes.isEmpty()
            ? " PlaygroundSettings.defaults();"
            : changes.stream()
                .map(change -> "\n            " + change)
                .collect(Collectors.joining("", "\n        PlaygroundSettings.defaults()", ";")),
        share);
  }

  private String penaltyAndActivation() {
    String rate = Double.toString(settings.regularizationRate());
    String penalty =
        switch (settings.regularization()) {
          case NONE -> "";
          case L1 -> "                .l1(" + rate + ")\n";
          case L2 -> "                .l2(" + rate + ")\n";
        };
    // Without hidden layers there is nothing to activate.
    return settings.hiddenLayers().isEmpty()
        ? penalty
        : penalty
            + "                .activation(Activation."
            + settings.activation().nd4j().name()
            + ")\n";
  }

  private String hiddenLayers() {
    StringBuilder layers = new StringBuilder();
    int width = settings.features().size();
    for (int neurons : settings.hiddenLayers()) {
      imports.add("org.deeplearning4j.nn.conf.layers.DenseLayer");
      layers.append(
          String.format(
              Locale.ROOT,
              "                .layer(new DenseLayer.Builder().nIn(%d).nOut(%d).build())%n",
              width,
              neurons));
      width = neurons;
    }
    return layers.toString().replace(System.lineSeparator(), "\n");
  }

  private String editedWeights() {
    if (weights == null) {
      return "";
    }
    StringBuilder numbers = new StringBuilder();
    for (int from = 0; from < weights.length; from += NUMBERS_PER_LINE) {
      int to = Math.min(from + NUMBERS_PER_LINE, weights.length);
      numbers
          .append("          ")
          .append(
              Arrays.stream(weights, from, to)
                  .mapToObj(Double::toString)
                  .collect(Collectors.joining(", ")))
          .append(to < weights.length ? ",\n" : "\n");
    }
    return String.format(
        Locale.ROOT,
        """

        // The weights after the last edit, at step %d.
        double[] weights = {
    %s    };
        network.setParameters(Nd4j.createFromArray(weights).reshape(1, weights.length));
    """,
        first,
        numbers);
  }

  private static String accuracyLine() {
    return """
        System.out.println("test accuracy " + accuracy(network, parts.test(), features));
    """;
  }

  private static String accuracyMethod() {
    return """

      /** The share of the points on the right side of 0. */
      static double accuracy(
          MultiLayerNetwork network, PlaygroundPoints points, List<InputFeature> features) {
        INDArray outputs = network.output(points.inputs(features));
        int right = 0;
        for (int i = 0; i < points.size(); i++) {
          right += outputs.getDouble(i, 0) >= 0 == points.target(i) > 0 ? 1 : 0;
        }
        return (double) right / points.size();
      }
    """;
  }
}
