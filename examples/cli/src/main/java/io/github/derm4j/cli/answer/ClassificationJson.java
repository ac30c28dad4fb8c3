package io.github.derm4j.cli.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.Classification;
import io.github.derm4j.taxonomy.InferenceMap;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** A classification as JSON: of {@code derm classify --json} and of {@code POST /api/classify}. */
public final class ClassificationJson {

  private ClassificationJson() {}

  /**
   * Adds {@code trainingClasses} and {@code inferenceClasses}, both by falling probability.
   *
   * @param answer where they are added
   * @param said the classification
   * @param top how many training classes at most
   * @param level the inference classes; empty if the tree has none
   */
  public static void put(
      ObjectNode answer, Classification said, int top, Optional<InferenceMap> level) {
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
   * The order of some values.
   *
   * @param values the values
   * @return their places, the largest value's first; ties in the order of the places
   */
  public static int[] descending(float[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(k -> values[k]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
