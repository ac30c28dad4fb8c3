package io.github.derm4j.cli.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.PredictionSet;
import io.github.derm4j.model.novelty.NoveltyDetector;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes a classification as JSON, for {@code derm classify --json} and {@code POST /api/classify}.
 */
public final class ClassificationJson {

  private ClassificationJson() {}

  /**
   * Adds {@code disagreement}, how much the members of an ensemble disagree, if it is known, then
   * {@code trainingClasses} and {@code inferenceClasses}, both in descending order of probability.
   *
   * @param answer the target to which they are added
   * @param said the classification
   * @param top the maximum number of training classes
   * @param level the inference classes; empty if the tree has none
   */
  public static void put(
      ObjectNode answer, Classification said, int top, Optional<InferenceMap> level) {
    said.disagreement().ifPresent(value -> answer.put("disagreement", value));
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
  }

  /**
   * Adds {@code set}: the training classes of a prediction set, most probable first, the nodes that
   * cover them, and the single node with the same guarantee, each as the path from the root.
   *
   * @param answer the target to which it is added
   * @param set the prediction set
   * @param perClass whether the coverage is guaranteed for each training class
   * @param tree the disease tree
   */
  public static void put(
      ObjectNode answer, PredictionSet set, boolean perClass, DiseaseTaxonomy tree) {
    ObjectNode object = answer.putObject("set");
    object.put("coverage", set.coverage()).put("perClass", perClass);
    ArrayNode classes = object.putArray("classes");
    for (Classification.Ranked ranked : set.classes()) {
      classes
          .addObject()
          .put("id", ranked.trainingClass().id())
          .put("name", ranked.trainingClass().name())
          .put("probability", ranked.probability());
    }
    ArrayNode nodes = object.putArray("nodes");
    for (DiseaseNode node : set.nodes()) {
      path(nodes.addArray(), tree, node);
    }
    path(object.putArray("node"), tree, set.node());
  }

  /**
   * Adds {@code novelty}: the score of how unlike the training images the image is, the threshold
   * for a share of false alarms, or null if there are too few validation lesions for one, and
   * whether the image is flagged.
   *
   * @param answer the target to which it is added
   * @param score the score of the image
   * @param threshold the threshold for the share; may be infinite
   * @param falseAlarms the share
   */
  public static void put(ObjectNode answer, double score, double threshold, double falseAlarms) {
    ObjectNode object = answer.putObject("novelty");
    object.put("score", score);
    if (Double.isFinite(threshold)) {
      object.put("threshold", threshold);
    } else {
      object.putNull("threshold");
    }
    object
        .put("falseAlarms", falseAlarms)
        .put("flagged", NoveltyDetector.isFlagged(score, threshold));
  }

  private static void path(ArrayNode path, DiseaseTaxonomy tree, DiseaseNode node) {
    tree.path(node).forEach(path::add);
  }

  /**
   * Sorts values in descending order.
   *
   * @param values the values
   * @return the indices, the largest value first; ties in the order of the indices
   */
  public static int[] descending(float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(k -> values[k]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
