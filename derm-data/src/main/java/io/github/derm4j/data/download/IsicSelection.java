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
 * @param collections the numbers of collections, one of which must contain an image; empty for all
 * @param limit the maximum number of images
 */
public record IsicSelection(String query, List<Integer> collections, int limit) {

  /**
   * Checks the limit and copies the collections.
   *
   * @param query in the archive's query language
   * @param collections the numbers of collections
   * @param limit the maximum number of images
   * @throws IllegalArgumentException if the limit is below 1
   */
  public IsicSelection {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit + " images: at least 1 is needed");
    }
    collections = List.copyOf(collections);
  }

  /**
   * Selects the first images of the archive.
   *
   * @param limit the maximum number of images
   * @return a selection of any collection
   * @throws IllegalArgumentException if the limit is below 1
   */
  public static IsicSelection first(int limit) {
    return new IsicSelection("", List.of(), limit);
  }

  /**
   * A copy that selects by a query.
   *
   * @param text in the archive's query language
   * @return a changed copy
   */
  public IsicSelection withQuery(String text) {
    return new IsicSelection(text, collections, limit);
  }

  /**
   * A copy that selects from some collections.
   *
   * @param numbers the archive's numbers of the collections
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
