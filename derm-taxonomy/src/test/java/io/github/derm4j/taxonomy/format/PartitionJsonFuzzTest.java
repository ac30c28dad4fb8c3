package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged partition in JSON")
public class PartitionJsonFuzzTest {

  private static final DiseaseTaxonomy TREE =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("skin", "benign", "nevus", "blue nevus"),
              List.of("skin", "benign", "wart"),
              List.of("skin", "malignant", "melanoma")));

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", PartitionJsonFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .sound(
              PartitionJson.write(
                  DiseasePartitioner.withMaxClassSize(10)
                      .partition(DiseaseCounts.ofLabels(TREE, TREE.nodes()))),
              PartitionJson.write(
                  DiseasePartitioner.withMaxClassSize(1)
                      .withRule(PartitionRule.LITERAL)
                      .partition(DiseaseCounts.ofLabels(TREE, TREE.nodes()))));

  @Test
  @DisplayName("is a partition that can be written and read again, or is refused")
  void damaged() {
    TARGET.damage(4_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) {
    DiseasePartition partition =
        PartitionJson.read(new String(input, StandardCharsets.UTF_8), TREE);
    if (!PartitionJson.read(PartitionJson.write(partition), TREE).equals(partition)) {
      throw new AssertionError("another partition");
    }
  }
}
