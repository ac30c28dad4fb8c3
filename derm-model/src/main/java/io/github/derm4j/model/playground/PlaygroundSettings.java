package io.github.derm4j.model.playground;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings of a playground. The same settings give the same points, the same initial weights
 * and, after the same number of steps, the same network, bit for bit on one machine.
 *
 * @param data the data set
 * @param noise the noise in percent, from 0 to 50; 0 for own data
 * @param trainShare the share of the training points in percent, from 10 to 90
 * @param batchSize the points of a mini-batch, from 1 to 30
 * @param seed the seed of the points, their order and the initial weights, from 1 to 2^53 − 1, the
 *     range of exact integers in JavaScript
 * @param features the inputs, at least one, each once
 * @param hiddenLayers the neurons of each hidden layer: at most 6 layers of 1 to 8 neurons
 * @param activation the activation of the hidden neurons
 * @param regularization the penalty on large weights
 * @param regularizationRate its strength, from 0 to 10; 0 without a penalty
 * @param learningRate the learning rate, from 0.00001 to 10
 * @param problem classification or regression; that of the data set; only own data allow both
 */
public record PlaygroundSettings(
    PlaygroundData data,
    int noise,
    int trainShare,
    int batchSize,
    long seed,
    List<InputFeature> features,
    List<Integer> hiddenLayers,
    HiddenActivation activation,
    Regularization regularization,
    double regularizationRate,
    double learningRate,
    Problem problem) {

  private static final double LARGEST_SEED = (1L << 53) - 1;
  private static final int MOST_LAYERS = 6;
  private static final int MOST_NEURONS = 8;

  private static final PlaygroundSettings DEFAULTS =
      new PlaygroundSettings(
          PlaygroundData.CIRCLE,
          0,
          50,
          10,
          1,
          List.of(InputFeature.X1, InputFeature.X2),
          List.of(4, 2),
          HiddenActivation.TANH,
          Regularization.NONE,
          0,
          0.03,
          Problem.CLASSIFICATION);

  /**
   * Checks every setting.
   *
   * @param data the data set
   * @param noise the noise in percent, from 0 to 50; 0 for own data
   * @param trainShare the share of the training points in percent, from 10 to 90
   * @param batchSize the points of a mini-batch, from 1 to 30
   * @param seed the seed of the points, their order and the initial weights, from 1 to 2^53 − 1,
   *     the range of exact integers in JavaScript
   * @param features the inputs, at least one, each once
   * @param hiddenLayers the neurons of each hidden layer: at most 6 layers of 1 to 8 neurons
   * @param activation the activation of the hidden neurons
   * @param regularization the penalty on large weights
   * @param regularizationRate its strength, from 0 to 10; 0 without a penalty
   * @param learningRate the learning rate, from 0.00001 to 10
   * @param problem classification or regression; that of the data set; only own data allow both
   * @throws IllegalArgumentException if a setting is out of its range; the message names the
   *     setting, its value and the range
   */
  public PlaygroundSettings {
    features = List.copyOf(features);
    hiddenLayers = List.copyOf(hiddenLayers);
    inRange("noise", noise, 0, data == PlaygroundData.OWN ? 0 : 50);
    inRange("trainShare", trainShare, 10, 90);
    inRange("batchSize", batchSize, 1, 30);
    inRange("seed", (double) seed, 1, LARGEST_SEED);
    inRange("number of hidden layers", hiddenLayers.size(), 0, MOST_LAYERS);
    for (int neurons : hiddenLayers) {
      inRange("neurons of a hidden layer", neurons, 1, MOST_NEURONS);
    }
    inRange(
        "regularizationRate",
        regularizationRate,
        0,
        regularization == Regularization.NONE ? 0 : 10);
    inRange("learningRate", learningRate, 1e-5, 10);
    if (features.isEmpty() || features.stream().distinct().count() < features.size()) {
      throw new IllegalArgumentException(
          "features " + features + ": must be at least one, each once, of " + names());
    }
    if (data != PlaygroundData.OWN && problem != data.problem()) {
      throw new IllegalArgumentException(
          "problem " + problem + ": must be " + data.problem() + " for the data set " + data);
    }
  }

  private static void inRange(String setting, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          setting
              + " "
              + number(value)
              + ": must be "
              + (low == high ? number(low) : "from " + number(low) + " to " + number(high)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e16
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String names() {
    return Arrays.stream(InputFeature.values())
        .map(InputFeature::toString)
        .collect(Collectors.joining(", "));
  }

  /**
   * The settings with which the page opens: the circle, x1 and x2, hidden layers of four and two
   * tanh neurons, batches of ten, a learning rate of 0.03, seed 1.
   *
   * @return the defaults
   */
  public static PlaygroundSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Reads the settings of a URL or a JSON file.
   *
   * @param texts the values by the names of the settings, see {@link #toMap()}; missing settings
   *     have their defaults
   * @return the settings
   * @throws IllegalArgumentException if a name or value is unknown or out of its range
   */
  public static PlaygroundSettings of(Map<String, String> texts) {
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS.toMap());
    TreeSet<String> unknown = new TreeSet<>(texts.keySet());
    unknown.removeAll(all.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "setting '" + unknown.first() + "': must be one of " + String.join(", ", all.keySet()));
    }
    all.putAll(texts);
    PlaygroundData data = find(all, "data", PlaygroundData.values());
    if (!texts.containsKey("problem")) {
      all.put("problem", data.problem().toString());
    }
    return new PlaygroundSettings(
        data,
        whole(all, "noise"),
        whole(all, "trainShare"),
        whole(all, "batchSize"),
        parse(all, "seed", "a whole number", Long::parseLong),
        list(all, "features").stream()
            .map(name -> Named.find("features", name, InputFeature.values()))
            .toList(),
        list(all, "hiddenLayers").stream().map(PlaygroundSettings::neurons).toList(),
        find(all, "activation", HiddenActivation.values()),
        find(all, "regularization", Regularization.values()),
        parse(all, "regularizationRate", "a number", Double::parseDouble),
        parse(all, "learningRate", "a number", Double::parseDouble),
        find(all, "problem", Problem.values()));
  }

  private static <T extends Enum<T>> T find(
      Map<String, String> texts, String setting, T[] choices) {
    return Named.find(setting, texts.getOrDefault(setting, ""), choices);
  }

  private static int whole(Map<String, String> texts, String setting) {
    return parse(texts, setting, "a whole number", Integer::parseInt);
  }

  private static int neurons(String text) {
    return parse(Map.of("hiddenLayers", text), "hiddenLayers", "whole numbers", Integer::parseInt);
  }

  private static <T> T parse(
      Map<String, String> texts, String setting, String what, Function<String, T> parser) {
    String text = texts.getOrDefault(setting, "");
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(setting + " '" + text + "': must be " + what, e);
    }
  }

  private static List<String> list(Map<String, String> texts, String setting) {
    String text = texts.getOrDefault(setting, "");
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  /**
   * The settings as texts, in the form of URLs and JSON files. {@link #of(Map)} reads them.
   *
   * @return the values by the names of this record's components; the elements of lists are
   *     separated by commas
   */
  public Map<String, String> toMap() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("data", data.toString());
    texts.put("noise", Integer.toString(noise));
    texts.put("trainShare", Integer.toString(trainShare));
    texts.put("batchSize", Integer.toString(batchSize));
    texts.put("seed", Long.toString(seed));
    texts.put("features", joined(features));
    texts.put("hiddenLayers", joined(hiddenLayers));
    texts.put("activation", activation.toString());
    texts.put("regularization", regularization.toString());
    texts.put("regularizationRate", number(regularizationRate));
    texts.put("learningRate", number(learningRate));
    texts.put("problem", problem.toString());
    return texts;
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private PlaygroundSettings with(String setting, Object value) {
    Map<String, String> texts = new LinkedHashMap<>(toMap());
    texts.put(setting, value instanceof List<?> list ? joined(list) : value.toString());
    return of(texts);
  }

  /**
   * A copy with another data set, and its problem. For own data, the copy has no noise.
   *
   * @param other the data set
   * @return the changed copy
   */
  public PlaygroundSettings withData(PlaygroundData other) {
    Map<String, String> texts = new LinkedHashMap<>(toMap());
    texts.put("data", other.toString());
    texts.put("problem", other.problem().toString());
    if (other == PlaygroundData.OWN) {
      texts.put("noise", "0");
    }
    return of(texts);
  }

  /**
   * A copy with other noise.
   *
   * @param percent from 0 to 50
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PlaygroundSettings withNoise(int percent) {
    return with("noise", percent);
  }

  /**
   * A copy with another share of training points.
   *
   * @param percent from 10 to 90
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PlaygroundSettings withTrainShare(int percent) {
    return with("trainShare", percent);
  }

  /**
   * A copy with another size of the mini-batches.
   *
   * @param points from 1 to 30
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PlaygroundSettings withBatchSize(int points) {
    return with("batchSize", points);
  }

  /**
   * A copy with another seed.
   *
   * @param other the seed, from 1 to 2^53 − 1
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PlaygroundSettings withSeed(long other) {
    return with("seed", other);
  }

  /**
   * A copy with other inputs.
   *
   * @param inputs at least one, each once
   * @return the changed copy
   * @throws IllegalArgumentException if there are no inputs, or an input occurs twice
   */
  public PlaygroundSettings withFeatures(InputFeature... inputs) {
    return with("features", List.of(inputs));
  }

  /**
   * A copy with other hidden layers.
   *
   * @param neurons the numbers of neurons of each layer, from 1 to 8; at most 6 layers
   * @return the changed copy
   * @throws IllegalArgumentException if there are too many layers or neurons
   */
  public PlaygroundSettings withHiddenLayers(Integer... neurons) {
    return with("hiddenLayers", List.of(neurons));
  }

  /**
   * A copy with another activation of the hidden neurons.
   *
   * @param other the activation
   * @return the changed copy
   */
  public PlaygroundSettings withActivation(HiddenActivation other) {
    return with("activation", other);
  }

  /**
   * A copy with another penalty.
   *
   * @param kind the kind of penalty
   * @param rate its strength, from 0 to 10
   * @return the changed copy
   * @throws IllegalArgumentException if the rate is out of its range
   */
  public PlaygroundSettings withRegularization(Regularization kind, double rate) {
    Map<String, String> texts = new LinkedHashMap<>(toMap());
    texts.put("regularization", kind.toString());
    texts.put("regularizationRate", number(rate));
    return of(texts);
  }

  /**
   * A copy with another learning rate.
   *
   * @param rate the learning rate, from 0.00001 to 10
   * @return the changed copy
   * @throws IllegalArgumentException if it is out of its range
   */
  public PlaygroundSettings withLearningRate(double rate) {
    return with("learningRate", rate);
  }

  /**
   * A copy with another problem.
   *
   * @param other the problem
   * @return the changed copy
   * @throws IllegalArgumentException if the data set is for the other kind of problem
   */
  public PlaygroundSettings withProblem(Problem other) {
    return with("problem", other);
  }
}
