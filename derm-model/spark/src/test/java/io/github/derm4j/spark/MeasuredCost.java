package io.github.derm4j.spark;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What {@code .ci/spark 3 measure} measured on one machine of two cores, and the part of
 * docs/spark.md that follows from it.
 *
 * @param machine such as {@code an idle machine}
 * @param exchange2 the seconds in which two ranks add 95 MB over loopback
 * @param exchange3 the same of three ranks
 * @param step1 the seconds of a step at 299 px in a batch of 8 on one rank with one core
 * @param step2 the same on two ranks with a core each, and a batch of 8 each
 * @param sum2 the part of {@code step2} in which rank 0 added gradients
 * @param audit the seconds of an audit of a million hashes in eight poses
 */
record MeasuredCost(
    String machine,
    double exchange2,
    double exchange3,
    double step1,
    double step2,
    double sum2,
    double audit) {

  private static final String BEGIN = "<!-- cost: written by .ci/spark 3 cost -->\n";
  private static final String END = "<!-- end of cost -->";

  /** A machine that is faster than a core, with a graphics card for instance. */
  private static final double FAST = 0.5;

  /** Batches of 8 in the batch of 32 that the tables suppose. */
  private static final int BATCHES = 4;

  static MeasuredCost read(Path file) throws IOException {
    Properties values = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      values.load(text);
    }
    return new MeasuredCost(
        values.getProperty("machine"),
        number(values, "exchange2"),
        number(values, "exchange3"),
        number(values, "step1"),
        number(values, "step2"),
        number(values, "sum2"),
        number(values, "audit"));
  }

  private static double number(Properties values, String name) {
    return Double.parseDouble(values.getProperty(name));
  }

  /** The gradient of a batch of 32 on one core, to a tenth of a second. */
  private double gradient() {
    return Math.round(10 * BATCHES * step1) / 10.0;
  }

  private ClusterCost cost(double gradient, int gigabits) {
    return new ClusterCost(gradient, ClusterCost.BYTES, exchange2, gigabits * 1e9, 1e-4);
  }

  /** The part of the page. */
  String text() {
    List<Double> gradients = List.of(gradient(), FAST);
    return measured()
        + "\nWith a network of 1 Gbit/s:\n\n"
        + ClusterCost.training(gradients, exchange2, 1)
        + "\nWith 25 Gbit/s:\n\n"
        + ClusterCost.training(gradients, exchange2, 25)
        + "\n"
        + conclusions()
        + "\n";
  }

  private String measured() {
    return String.format(
        Locale.ROOT,
        """
        **Measured** on two cores of %s. All ranks are on it: this proves the result and the cost of the exchange, not scaling.

        - Two ranks add 95 MB in %.2f s over loopback, three in %.2f s.
        - A step of the whole network at 299 px, in batches of 8, takes %.2f s on one rank with one core. Two ranks with a core each take %.2f s
          for a step of 16 images, of which the sum takes %.2f s (%.0f %%): %.1f times as many images a second.
        - An audit of a million hashes in eight poses takes %.0f s on `local[2]`. It finds all 50,000 near duplicates that were planted.

        **On paper**, a step of N ranks takes the time of a gradient, plus 2 (N − 1) / N times 95 MB over the network, plus %.2f s for copies and
        sums, plus three messages to each other rank of 0.1 ms each. The gradient of a batch of 32 at 299 px takes %.1f s on one core as
        measured; %.1f s stands for a faster machine.
        """,
        machine,
        exchange2,
        exchange3,
        step1,
        step2,
        sum2,
        100 * sum2 / step2,
        2 * step1 / step2,
        audit,
        exchange2,
        gradient(),
        FAST);
  }

  private String conclusions() {
    return String.format(
        Locale.ROOT,
        """
        - The exchange hardly depends on the number of ranks: it approaches twice the time for 95 MB. The gradient must take long in comparison.
          With %.1f s, 1 Gbit/s leaves %.0f %% of the time for gradients on 64 ranks. With %.1f s, two ranks are %.1f times as fast as one on
          1 Gbit/s, and %.1f times on 25 Gbit/s.
        - More ranks are no use if the gradient takes less time than the exchange: %.1f to %.1f s on 1 Gbit/s, %.1f to %.1f s on 25 Gbit/s. Two
          ranks are then no faster than one, and more ranks spend over half of their time on the exchange. A larger `--batch` or `--accumulate`
          makes the gradient take longer.
        """,
        gradient(),
        100 * cost(gradient(), 1).efficiency(64),
        FAST,
        2 * cost(FAST, 1).efficiency(2),
        2 * cost(FAST, 25).efficiency(2),
        cost(FAST, 1).exchange(2),
        cost(FAST, 1).exchange(64),
        cost(FAST, 25).exchange(2),
        cost(FAST, 25).exchange(64));
  }

  /** Replaces the part of the page between its marks. */
  void writeTo(Path page) throws IOException {
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    Files.writeString(
        page,
        text.substring(0, begin) + "\n" + text() + text.substring(end),
        StandardCharsets.UTF_8);
  }
}
