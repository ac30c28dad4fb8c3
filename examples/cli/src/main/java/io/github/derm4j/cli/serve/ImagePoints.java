package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.playground.PlaygroundPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Turns images into points for the playground, by the first principal components of a classifier's
 * features. The folder of an image is its class.
 */
final class ImagePoints {

  /** The class name for all other images. */
  static final String OTHERS = "";

  /** The maximum number of points; more would take seconds to compute and overlap in the map. */
  private static final int MOST = 500;

  private static final int FEWEST = 10;
  private static final int COMPONENTS = 8;

  private final SimilarImages images;

  /** The number of images of each class. */
  private final Map<String, Integer> counts = new TreeMap<>();

  private @Nullable Chosen last;

  private record Chosen(String positive, String negative, PlaygroundPoints points) {}

  ImagePoints(SimilarImages images) {
    this.images = images;
    for (int i = 0; i < images.size(); i++) {
      if (!images.get(i).folder().isEmpty()) {
        counts.merge(images.get(i).folder(), 1, Integer::sum);
      }
    }
  }

  /** The description for the page; null if there are too few images or only one folder. */
  @Nullable ObjectNode offer() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    if (counts.size() < 2 || all < FEWEST) {
      return null;
    }
    ObjectNode json = Exchange.object();
    ArrayNode classes = json.putArray("classes");
    counts.keySet().forEach(classes::add);
    String positive = named("melanoma", "");
    String negative = named("nevus", positive);
    boolean enough = counts.getOrDefault(positive, 0) + counts.getOrDefault(negative, 0) >= FEWEST;
    json.put("positive", positive).put("negative", enough ? negative : OTHERS);
    json.put("components", components());
    return json;
  }

  /** Finds the class with a word in its name, otherwise the largest class, except a given one. */
  private String named(String word, String taken) {
    Comparator<String> byWord =
        Comparator.comparing(name -> name.toLowerCase(Locale.ROOT).contains(word));
    return counts.keySet().stream()
        .filter(name -> !name.equals(taken))
        .max(byWord.thenComparing(name -> counts.getOrDefault(name, 0)))
        .orElseThrow();
  }

  private int components() {
    return Math.min(COMPONENTS, images.dimensions());
  }

  /**
   * Makes the points of two classes; if there are too many images, a share of each class is used.
   *
   * @param negative a class, or {@link #OTHERS}
   * @throws Refusal if there is no such class
   * @throws IllegalArgumentException if both have too few images
   */
  synchronized PlaygroundPoints points(String positive, String negative) {
    if (last == null || !last.positive.equals(positive) || !last.negative.equals(negative)) {
      last = new Chosen(positive, negative, computed(positive, negative));
    }
    return last.points;
  }

  private PlaygroundPoints computed(String positive, String negative) {
    for (String name : negative.equals(OTHERS) ? List.of(positive) : List.of(positive, negative)) {
      if (!counts.containsKey(name)) {
        throw Refusal.badRequest(
            "class '" + name + "': must be one of " + String.join(", ", counts.keySet()));
      }
    }
    if (positive.equals(negative)) {
      throw Refusal.badRequest("the classes must be two different ones");
    }
    // Sorted by class, so that each class keeps its share if only some images are used.
    int[] both =
        IntStream.range(0, images.size())
            .filter(
                i -> {
                  String folder = images.get(i).folder();
                  return folder.equals(positive)
                      || (negative.equals(OTHERS) ? !folder.isEmpty() : folder.equals(negative));
                })
            .boxed()
            .sorted(Comparator.comparing(i -> images.get(i).folder().equals(positive)))
            .mapToInt(Integer::intValue)
            .toArray();
    int count = Math.min(MOST, both.length);
    int[] taken =
        IntStream.range(0, count).map(i -> both[(int) ((long) i * both.length / count)]).toArray();
    PlaygroundPoints points =
        PlaygroundPoints.ofFeatures(
            IntStream.of(taken).mapToObj(images::features).toArray(float[][]::new),
            IntStream.of(taken)
                .mapToDouble(i -> images.get(i).folder().equals(positive) ? 1 : -1)
                .toArray(),
            List.of(negative.equals(OTHERS) ? "other" : negative, positive),
            components());
    return points.withImages(point -> jpeg(images.get(taken[point]).file()));
  }

  /** Reads one image at a time, because images may be large and a moving pointer requests many. */
  private synchronized byte[] jpeg(Path file) {
    try {
      return Thumbnail.jpeg(Files.readAllBytes(file), file.toString());
    } catch (IOException gone) {
      throw new Refusal(HttpStatus.NOT_FOUND_404, "the image can't be read any more");
    }
  }
}
