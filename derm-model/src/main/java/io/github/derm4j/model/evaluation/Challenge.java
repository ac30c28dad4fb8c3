package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A public challenge on lesion classification: the layout of its tables, its classes and its goal
 * metric. The definitions are data, in {@code challenges.json} beside this class.
 *
 * @param name its name: {@code isic-2017}, {@code isic-2018}, {@code isic-2019}, {@code isic-2020}
 *     or {@code milk10k}
 * @param idColumn the column that names an image, or a lesion
 * @param goal the metric that ranks submissions
 * @param columns the columns of a submission
 */
public record Challenge(String name, String idColumn, Goal goal, ClassColumns columns) {

  private static final String RESOURCE = "challenges.json";
  private static final String LESION = "lesion_id";

  /** The metric that ranks the submissions of a challenge. */
  public enum Goal {
    /**
     * The mean sensitivity of the classes, where the column with the highest value is the
     * prediction.
     */
    BALANCED_ACCURACY,
    /** The mean over columns of the area under the ROC curve. */
    MEAN_AUC,
    /** The mean over columns of F1, where a value above 0.5 is a positive call. */
    MACRO_F1
  }

  /** The entries of the file. */
  private record Definition(String name, String id, Goal goal, List<ClassColumns.Column> columns) {}

  /** The challenges, read on first use. */
  private static final class Bundled {
    static final List<Challenge> ALL = read();

    private static List<Challenge> read() {
      try (InputStream json =
          Objects.requireNonNull(Challenge.class.getResourceAsStream(RESOURCE), RESOURCE)) {
        return Arrays.stream(new ObjectMapper().readValue(json, Definition[].class))
            .map(
                each ->
                    new Challenge(
                        each.name(),
                        each.id(),
                        each.goal(),
                        new ClassColumns(each.name(), each.columns())))
            .toList();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  /** {@return all known challenges, by year} */
  public static List<Challenge> all() {
    return Bundled.ALL;
  }

  /**
   * A challenge by its name.
   *
   * @param name its name
   * @return the challenge
   * @throws IllegalArgumentException if it is not known; the message lists the names
   */
  public static Challenge named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the challenge '" + name + "' is not known; give one of " + names()));
  }

  /**
   * A challenge by its name, if it is known.
   *
   * @param name its name
   * @return the challenge
   */
  public static Optional<Challenge> find(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * The challenge whose tables have these columns, apart from the columns of names and weights.
   *
   * @param headers the headers of the classes, in any order
   * @return the challenge; empty if none has exactly these
   */
  public static Optional<Challenge> withColumns(List<String> headers) {
    return all().stream()
        .filter(
            each ->
                each.columns().names().size() == headers.size()
                    && each.columns().names().containsAll(headers))
        .findFirst();
  }

  /** {@return whether a row is a lesion, not an image} */
  public boolean isPerLesion() {
    return idColumn.equals(LESION);
  }

  private static String names() {
    return all().stream().map(Challenge::name).collect(Collectors.joining(", "));
  }
}
