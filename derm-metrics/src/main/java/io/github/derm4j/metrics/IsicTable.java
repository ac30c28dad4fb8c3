package io.github.derm4j.metrics;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A table of the ISIC challenges: one row per image, one number per category. */
final class IsicTable {
  private static final String SCORE_WEIGHT = "score_weight";
  private static final Set<String> WEIGHTS = Set.of(SCORE_WEIGHT, "validation_weight");

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

  static IsicTable read(String name, BufferedReader reader) throws IOException {
    String first = reader.readLine();
    List<String> header = first == null ? List.of() : cells(first);
    if (header.size() < 2 || !header.get(0).equals("image")) {
      throw new IllegalArgumentException(
          name + ": the header must be image and one column per category, but is " + first);
    }
    List<String> categories =
        header.stream().skip(1).filter(column -> !WEIGHTS.contains(column)).toList();
    int weightColumn = header.indexOf(SCORE_WEIGHT);
    List<String> images = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    int line = 1;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (text.isBlank()) {
        continue;
      }
      List<String> cells = cells(text);
      String where = name + ", line " + line;
      if (cells.size() != header.size()) {
        throw new IllegalArgumentException(
            where + " has " + cells.size() + " cells, but the header has " + header.size());
      }
      double[] row = new double[categories.size()];
      int next = 0;
      for (int column = 1; column < header.size(); column++) {
        if (!WEIGHTS.contains(header.get(column))) {
          row[next++] =
              Checks.fraction(where + ", " + header.get(column), number(where, cells.get(column)));
        }
      }
      images.add(imageName(cells.get(0)));
      rows.add(row);
      weights.add(weightColumn < 0 ? 1 : number(where, cells.get(weightColumn)));
    }
    if (Set.copyOf(images).size() < images.size()) {
      throw new IllegalArgumentException(name + ": an image has two rows");
    }
    return new IsicTable(
        name, images, categories, rows, weights.stream().mapToDouble(w -> w).toArray());
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  private static String imageName(String cell) {
    return cell.toLowerCase(Locale.ROOT).endsWith(".jpg")
        ? cell.substring(0, cell.length() - 4)
        : cell;
  }

  private static double number(String where, String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(where + ": '" + cell + "' is not a number", e);
    }
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
              + missing
              + ", and with "
              + extra);
    }
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

  /** The category of the highest value, or -1 where it is shared. */
  int decided(int image) {
    double[] row = rows.get(image);
    double highest = Arrays.stream(row).max().orElseThrow();
    int[] best = IntStream.range(0, row.length).filter(c -> row[c] == highest).toArray();
    return best.length == 1 ? best[0] : -1;
  }
}
