package io.github.derm4j.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the table of the peers into {@code docs/benchmarks.md}, between two markers, from the
 * files that {@code derm-benchmarks/results} keeps. {@code derm-benchmarks/bench page} calls it.
 */
public final class PeersPage {

  private static final String BEGIN = "<!-- peers: written by derm-benchmarks/bench page -->\n";
  private static final String END = "<!-- end of peers -->\n";

  private PeersPage() {}

  /**
   * Rewrites the page.
   *
   * @param arguments the folder of results, and the page
   * @throws IOException if a result can't be read, or the page lacks its markers
   */
  public static void main(String[] arguments) throws IOException {
    Path page = Path.of(arguments[1]);
    Files.writeString(page, updated(Files.readString(page), Path.of(arguments[0])));
  }

  /** The page with its table written anew. */
  static String updated(String page, Path results) throws IOException {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(
          "The page has no place for the table: two lines, %sand%s".formatted(BEGIN, END));
    }
    return page.substring(0, begin + BEGIN.length()) + table(runs(results)) + page.substring(end);
  }

  private static List<PeerRun> runs(Path results) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(results)) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    List<PeerRun> runs = new ArrayList<>();
    for (Path file : files) {
      runs.add(PeerRun.read(file));
    }
    return runs;
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
