package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.model.evaluation.Challenge;
import io.github.derm4j.model.evaluation.ClassColumns;
import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The layout of a table of probabilities that {@code --columns} selects. */
final class ScoreColumns {

  private ScoreColumns() {}

  /**
   * Reads columns.
   *
   * @param which a challenge, or a table {@code column,node} in which a node is given by its id or
   *     name, and {@code *} for all nodes that are in no other column
   * @param partition the classifier's training classes
   * @param notice receives messages for the user, such as a warning about a column of zeros
   * @throws IllegalArgumentException if there are no such columns, no training class belongs to
   *     one, or a training class belongs to several
   * @throws IOException if the table can't be read
   */
  static Submission submission(String which, DiseasePartition partition, Consumer<String> notice)
      throws IOException {
    Optional<Challenge> challenge = Challenge.find(which);
    if (challenge.isPresent()) {
      return told(Submission.of(challenge.get(), partition), notice);
    }
    Path file = file(which);
    Table table = TableReader.standard().read(file);
    if (!table.dialect().isEmpty()) {
      notice.accept("the table " + which + " is " + table.dialect());
    }
    ClassColumns columns = ClassColumns.of(table);
    columns
        .absent(partition.taxonomy())
        .forEach(
            (column, nodes) ->
                nodes.forEach(
                    node ->
                        notice.accept(
                            String.format(
                                Locale.ROOT,
                                "'%s' of column %s is not in the classifier's tree",
                                node,
                                column))));
    return told(Submission.of(columns, partition), notice);
  }

  private static Submission told(Submission layout, Consumer<String> notice) {
    layout.groups().notices().forEach(notice);
    List<String> empty = layout.groups().empty();
    if (!empty.isEmpty()) {
      notice.accept(
          String.format(
              Locale.ROOT,
              "the classifier has no class for %s of %s: %s 0",
              String.join(", ", empty),
              layout.groups().columns().name(),
              empty.size() == 1 ? "its values are" : "their values are"));
    }
    return layout;
  }

  /** The same layout as Java code. */
  static Code code(String which, Code partition) throws IOException {
    Code layout =
        Challenge.find(which).isPresent()
            ? Code.call(Challenge.class, "named", Code.literal(which))
            : Code.call(
                ClassColumns.class,
                "of",
                Code.call(TableReader.class, "standard").then("read", Code.literal(file(which))));
    return Code.call(Submission.class, "of", layout, partition);
  }

  private static Path file(String which) throws IOException {
    Path file = Path.of(which);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "--columns '"
              + which
              + "' is neither a file nor one of "
              + Challenge.all().stream().map(Challenge::name).collect(Collectors.joining(", ")));
    }
    return file;
  }
}
