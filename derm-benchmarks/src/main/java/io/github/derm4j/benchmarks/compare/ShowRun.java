package io.github.derm4j.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Prints a run of the benchmarks as a table: JMH's score, the rate in images, cases, rows or nodes
 * per second, the allocated memory of an operation, and the cost in baselines.
 *
 * <p>{@code derm-benchmarks/bench quick} calls it.
 */
public final class ShowRun {

  private static final String HEAD =
      """
      | benchmark | parameters | score | throughput | bytes/op | in baselines |
      |---|---|---|---|---|---|
      """;

  private ShowRun() {}

  /**
   * Prints the table.
   *
   * @param arguments a result file of JMH
   * @throws IOException if it can't be read
   */
  public static void main(String[] arguments) throws IOException {
    System.out.print(table(Path.of(arguments[0])));
  }

  /** The table of a result file of JMH. */
  public static String table(Path file) throws IOException {
    JmhResults run = JmhResults.read(file);
    StringBuilder table = new StringBuilder(HEAD);
    for (Measurement measurement : run.all()) {
      Throughput throughput = Throughput.of(measurement);
      Measurement baseline = run.find(measurement.key(Measurement.BASELINE));
      table.append(
          String.format(
              Locale.ROOT,
              "| %s.%s | %s | %.4g ± %.0f %% %s | %s | %s | %s |\n",
              measurement.benchmark(),
              measurement.method(),
              measurement.parameters().entrySet().stream()
                  .map(each -> each.getKey() + " = " + each.getValue())
                  .sorted()
                  .collect(Collectors.joining(", ")),
              measurement.score(),
              100 * measurement.relativeError(),
              measurement.unit(),
              throughput == null
                  ? ""
                  : "%.3g %s".formatted(throughput.rate(measurement), throughput.unit()),
              Double.isNaN(measurement.allocatedBytes())
                  ? ""
                  : "%.3g".formatted(measurement.allocatedBytes()),
              baseline == null ? "" : "%.3g".formatted(measurement.cost() / baseline.cost())));
    }
    return table.toString();
  }
}
