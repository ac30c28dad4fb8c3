package io.github.derm4j.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Compares two runs of the benchmarks, each relative to the baselines of its own run, and fails if
 * a benchmark became slower.
 *
 * <p>{@code derm-benchmarks/bench compare BEFORE.json NOW.json [FACTOR]}; the default factor is
 * 1.5. Exit status: 0 no benchmark is slower, 1 at least one is, 2 wrong usage or unreadable files.
 */
public final class CompareRuns {

  private static final double DEFAULT_LIMIT = 1.5;

  private CompareRuns() {}

  /**
   * Runs the comparison.
   *
   * @param arguments two result files of JMH, and the factor that is too much
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length < 2 || arguments.length > 3) {
      err.println("usage: bench compare BEFORE.json NOW.json [FACTOR]");
      return 2;
    }
    try {
      double limit = arguments.length == 3 ? limit(arguments[2]) : DEFAULT_LIMIT;
      List<Comparison> comparisons =
          Comparison.of(
              JmhResults.read(Path.of(arguments[0])), JmhResults.read(Path.of(arguments[1])));
      if (comparisons.isEmpty()) {
        err.println("The two runs share no benchmark that has a baseline in both");
        return 2;
      }
      out.println(Comparison.HEAD);
      comparisons.forEach(each -> out.println(each.row()));
      List<Comparison> worse =
          comparisons.stream().filter(each -> each.isWorseThan(limit)).toList();
      worse.forEach(
          each -> err.println("worse by more than a factor of " + limit + ": " + each.row()));
      return worse.isEmpty() ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  private static double limit(String text) {
    double limit;
    try {
      limit = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      limit = Double.NaN;
    }
    if (!(limit >= 1)) {
      throw new IllegalArgumentException(
          "FACTOR = '%s': must be a number of at least 1".formatted(text));
    }
    return limit;
  }
}
