package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged taxonomy in JSON")
public class TaxonomyJsonFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", TaxonomyJsonFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .refusing(InvalidTaxonomyException.class)
          .sound(
              """
              {"format": "derm4j-taxonomy", "version": 1, "nodes": [
                {"id": "skin", "name": "skin disease"},
                {"id": "mel", "name": "melanoma", "parent": "skin",
                 "synonyms": ["malignant melanoma"], "crossReferences": ["ICD10CM:C43"]}]}
              """);

  @Test
  @DisplayName("is a tree that can be written and read again, or is refused")
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
    DiseaseTaxonomy tree = TaxonomyJson.read(new String(input, StandardCharsets.UTF_8));
    if (!TaxonomyJson.read(TaxonomyJson.write(tree)).equals(tree)) {
      throw new AssertionError("another tree");
    }
  }
}
