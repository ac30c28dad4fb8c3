package io.github.derm4j.data.download;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A selection of images of the ISIC Archive.
 *
 * @param query in the archive's query language, such as {@code diagnosis_3:"Nevus" AND sex:male};
 *     blank for all
 * @param collections the numbers of collections, of which an image must be in one; empty for all
 * @param limit how many images at most
 */
public record IsicSelection(String query, List<Integer> collections, int limit) {

  /**
   * Checks the limit and copies what could change.
   *
   * @param query in the archive's query language
   * @param collections the numbers of collections
   * @param limit how many images at most
   * @throws IllegalArgumentException if the limit is below 1
   */
  public IsicSelection {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit + " images: at least 1 is needed");
    }
    collections = List.copyOf(collections);
  }

  /**
   * The archive's first images.
   *
   * @param limit how many
   * @return a selection of any collection
   * @throws IllegalArgumentException if the limit is below 1
   */
  public static IsicSelection first(int limit) {
    return new IsicSelection("", List.of(), limit);
  }

  /**
   * The same with images that a query finds.
   *
   * @param text in the archive's query language
   * @return a changed copy
   */
  public IsicSelection withQuery(String text) {
    return new IsicSelection(text, collections, limit);
  }

  /**
   * The same with images of some collections.
   *
   * @param numbers as the archive counts its collections
   * @return a changed copy
   */
  public IsicSelection withCollections(List<Integer> numbers) {
    return new IsicSelection(query, numbers, limit);
  }

  /** The parameters of a search that select these images. */
  String parameters() {
    String parameters = "";
    if (!query.isBlank()) {
      parameters += "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
    if (!collections.isEmpty()) {
      String numbers =
          collections.stream().map(number -> number.toString()).collect(Collectors.joining(","));
      parameters += "&collections=" + URLEncoder.encode(numbers, StandardCharsets.UTF_8);
    }
    return parameters;
  }
}
