package io.github.derm4j.model.onnx;

import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.Provenance;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An input has an entry between two separators, and another between its name and its text. */
@DisplayName("Damaged metadata of an exported model")
public class OnnxMetadataFuzzTest {

  private static final String ENTRY = "\u001e";
  private static final String NAME = "\u001f";

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", OnnxMetadataFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .sound(sound());

  @Test
  @DisplayName("are read, or refused by an IllegalArgumentException")
  void damaged() {
    TARGET.damage(2_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) {
    Map<String, String> text = new HashMap<>();
    for (String each : new String(input, StandardCharsets.UTF_8).split(ENTRY, -1)) {
      int at = each.indexOf(NAME);
      if (at >= 0) {
        text.put(each.substring(0, at), each.substring(at + 1));
      }
    }
    OnnxMetadata metadata = OnnxMetadata.of(text);
    if (!OnnxMetadata.of(metadata.toText()).preprocessing().equals(metadata.preprocessing())) {
      throw new AssertionError("another preprocessing");
    }
  }

  private static String sound() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(List.of(List.of("skin", "nevus"), List.of("skin", "melanoma")));
    OnnxMetadata metadata =
        new OnnxMetadata(
            new ClassifierFacts(
                DiseasePartitioner.withMaxClassSize(1)
                    .partition(DiseaseCounts.ofLabels(tree, tree.nodes())),
                Provenance.ofFrozenBody("abc", Map.of("seed", "1")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Preprocessing.wholeImage(75, Normalization.ZERO_TO_ONE));
    StringBuilder text = new StringBuilder();
    metadata
        .toText()
        .forEach((name, value) -> text.append(ENTRY).append(name).append(NAME).append(value));
    return text.toString();
  }
}
