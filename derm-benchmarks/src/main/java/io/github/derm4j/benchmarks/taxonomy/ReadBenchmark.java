package io.github.derm4j.benchmarks.taxonomy;

import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Builds a tree from 10⁵ paths of five levels.
 *
 * <p>{@code java -jar derm-benchmarks/target/benchmarks.jar taxonomy.ReadBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReadBenchmark {

  private static final int PATHS = 100_000;

  private final List<List<String>> paths = new ArrayList<>();
  private String csv;
  private String json;

  /** Makes the paths and their texts. */
  @Setup
  public void generate() {
    paths.clear();
    StringBuilder table =
        new StringBuilder("diagnosis_1,diagnosis_2,diagnosis_3,diagnosis_4,diagnosis_5,images\n");
    for (int i = 0; i < PATHS; i++) {
      List<String> path =
          List.of(
              "group " + i % 3,
              "family " + i % 9,
              "genus " + i % 180,
              "disease " + i % 9000,
              "subtype " + i);
      paths.add(path);
      table.append(String.join(",", path)).append(',').append(i % 50).append('\n');
    }
    csv = table.toString();
    json = TaxonomyJson.write(DiseaseTaxonomy.fromPaths(paths, "skin disease"));
  }

  /** Every cell of the table in a set of strings. */
  @Benchmark
  public Set<String> baseline() {
    Set<String> cells = new HashSet<>();
    int start = 0;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (c == ',' || c == '\n') {
        cells.add(csv.substring(start, i));
        start = i + 1;
      }
    }
    return cells;
  }

  /** From lists of names. */
  @Benchmark
  public DiseaseTaxonomy fromPaths() {
    return DiseaseTaxonomy.fromPaths(paths, "skin disease");
  }

  /** From a table with counts. */
  @Benchmark
  public CountedTaxonomy pathCsv() throws IOException {
    return PathCsv.standard().read(new StringReader(csv));
  }

  /** From the JSON document, whose content hash is checked. */
  @Benchmark
  public DiseaseTaxonomy json() {
    return TaxonomyJson.read(json);
  }
}
