package io.github.derm4j.benchmarks.peers;

import io.github.derm4j.benchmarks.compare.ShowRun;
import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the tables of {@code docs/benchmarks-tables.md}, each between two markers with its name,
 * from the files in {@code derm-benchmarks/results}: one table of all peers, and one for each run
 * of JMH. {@code derm-benchmarks/bench page} calls it.
 */
public final class ResultsPage {

  private static final String BEGIN = "<!-- %s: written by derm-benchmarks/bench page -->\n";
  private static final String END = "<!-- end of %s -->\n";
  private static final String SUFFIX = ".json";

  private ResultsPage() {}

  /**
   * Rewrites the page.
   *
   * @param arguments the folder of results, and the page
   * @throws IOException if a result can't be read, or the page lacks its markers
   */
  public static void main(String[] arguments) throws IOException {
    Path page = Path.of(arguments[1]);
    WholeFile.write(page, updated(Files.readString(page), Path.of(arguments[0])));
  }

  /** The page with updated tables. */
  static String updated(String page, Path results) throws IOException {
    List<PeerRun> runs = new ArrayList<>();
    for (Path file : files(results)) {
      runs.add(PeerRun.read(file));
    }
    String updated = with(page, "peers", table(runs));
    for (Path file : files(results.resolve("jmh"))) {
      String name = file.getFileName().toString().replace(SUFFIX, "");
      updated = with(updated, name, "\n" + ShowRun.table(file) + "\n");
    }
    return updated;
  }

  private static String with(String page, String name, String table) throws IOException {
    String first = BEGIN.formatted(name);
    String last = END.formatted(name);
    int begin = page.indexOf(first);
    int end = page.indexOf(last);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "The page has no place for the table: two lines, %sand%s".formatted(first, last));
    }
    return page.substring(0, begin + first.length()) + table + page.substring(end);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static String table(List<PeerRun> runs) {
    StringBuilder text = new StringBuilder();
    text.append(
        "\n| what | how much | Derm4j | peer | times as fast (lowest to highest round) | GiB |\n");
    text.append("|---|---|---|---|---|---|\n");
    runs.stream()
        .flatMap(run -> run.rows().stream())
        .forEach(row -> text.append(row.markdown()).append('\n'));
    text.append("\nThe runs:\n\n");
    for (PeerRun run : runs) {
      text.append("- `%s`, %s: %s; ".formatted(run.name(), run.date(), run.machine()))
          .append(
              run.versions().entrySet().stream()
                  .map(each -> each.getKey() + " " + each.getValue())
                  .collect(Collectors.joining(", ")))
          .append('\n');
    }
    return text.append('\n').toString();
  }
}
