package io.github.derm4j.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A truth or a submission of the ISIC challenges: one row per image, one number in [0, 1] per
 * category. This module reads no files; derm-model's {@code IsicChallengeFiles} reads the CSV
 * layouts. Immutable.
 */
public final class IsicTable {
  private static final int NAMED = 10;

  private final String name;
  private final List<String> images;
  private final List<String> categories;
  private final List<double[]> rows;
  private final double[] weights;

  private IsicTable(
      String name,
      List<String> images,
      List<String> categories,
      List<double[]> rows,
      double[] weights) {
    this.name = name;
    this.images = images;
    this.categories = categories;
    this.rows = rows;
    this.weights = weights;
  }

  /**
   * Makes a table with equal weights.
   *
   * @param name the name of the table in messages, such as its path
   * @param images the name of each row's image, with or without {@code .jpg}
   * @param categories the name of each column
   * @param rows for each image a number in [0, 1] per category
   * @return the table
   * @throws IllegalArgumentException if there is no category, an image has two rows, the lengths
   *     differ, or a number is out of range; the message begins with the name
   */
  public static IsicTable of(
      String name, List<String> images, List<String> categories, List<double[]> rows) {
    if (categories.isEmpty()) {
      throw new IllegalArgumentException(name + ": there is no category; give one column for each");
    }
    Checks.sameLength(name + ": images", images.size(), "rows", rows.size());
    List<double[]> copies = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      double[] row = rows.get(i).clone();
      String where = name + ", " + images.get(i);
      Checks.sameLength(where + ": numbers", row.length, "categories", categories.size());
      for (int c = 0; c < row.length; c++) {
        Checks.fraction(where + ", " + categories.get(c), row[c]);
      }
      copies.add(row);
    }
    List<String> names = images.stream().map(IsicTable::imageName).toList();
    Set<String> seen = new HashSet<>();
    for (String image : names) {
      if (!seen.add(image)) {
        throw new IllegalArgumentException(name + ": the image " + image + " has two rows");
      }
    }
    double[] weights = new double[names.size()];
    Arrays.fill(weights, 1);
    return new IsicTable(name, names, List.copyOf(categories), copies, weights);
  }

  /**
   * A copy with weighted images, as in the column {@code score_weight} of the truth.
   *
   * @param others a weight for each image, at least 0
   * @return the changed copy
   * @throws IllegalArgumentException if the length differs, or a weight is negative or not finite
   */
  public IsicTable withWeights(double[] others) {
    Checks.sameLength(name + ": images", images.size(), "weights", others.length);
    for (int i = 0; i < others.length; i++) {
      if (!(others[i] >= 0 && others[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            name
                + ": the weight of "
                + images.get(i)
                + " is "
                + others[i]
                + "; it must be 0 or more");
      }
    }
    return new IsicTable(name, images, categories, rows, others.clone());
  }

  private static String imageName(String text) {
    return text.toLowerCase(Locale.ROOT).endsWith(".jpg")
        ? text.substring(0, text.length() - 4)
        : text;
  }

  /** The same numbers in the order of another table's images and categories. */
  IsicTable arrangedAs(IsicTable other) {
    requireSame("categories", other.categories, categories, other.name);
    requireSame("images", other.images, images, other.name);
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      places.put(images.get(i), i);
    }
    List<double[]> arranged = new ArrayList<>();
    for (String image : other.images) {
      double[] row = rows.get(places.getOrDefault(image, 0));
      arranged.add(
          other.categories.stream().mapToDouble(c -> row[categories.indexOf(c)]).toArray());
    }
    return new IsicTable(name, other.images, other.categories, arranged, weights);
  }

  private void requireSame(String what, List<String> wanted, List<String> found, String otherName) {
    Set<String> wantedSet = Set.copyOf(wanted);
    Set<String> foundSet = Set.copyOf(found);
    List<String> missing = wanted.stream().filter(w -> !foundSet.contains(w)).toList();
    List<String> extra = found.stream().filter(f -> !wantedSet.contains(f)).toList();
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " has other "
              + what
              + " than "
              + otherName
              + ": without "
              + named(missing)
              + ", and with "
              + named(extra));
    }
  }

  /** Lists the first ten names, and the number of the others. */
  private static String named(List<String> names) {
    return names.size() <= NAMED
        ? names.toString()
        : names.subList(0, NAMED) + " and " + (names.size() - NAMED) + " more";
  }

  List<String> images() {
    return images;
  }

  List<String> categories() {
    return categories;
  }

  double[] weights() {
    return weights.clone();
  }

  double[] column(int category) {
    return rows.stream().mapToDouble(row -> row[category]).toArray();
  }

  /** The category with the highest value, or -1 if several share it. */
  int decided(int image) {
    double[] row = rows.get(image);
    double highest = Arrays.stream(row).max().orElseThrow();
    int[] best = IntStream.range(0, row.length).filter(c -> row[c] == highest).toArray();
    return best.length == 1 ? best[0] : -1;
  }
}
