package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged ontology in OBO")
public class OboFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", OboFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .refusing(InvalidTaxonomyException.class)
          .sound(
              """
              format-version: 1.4

              [Term]
              id: D:1 {source="x"}
              name: skin \\
              disease

              [Term]
              id: D:2
              alt_id: D:9
              name: melanoma
              synonym: "malignant \\"melanoma\\"" EXACT [X:1]
              xref: ICD10CM:C43 "note"
              is_a: D:1 ! skin disease

              [Term]
              id: D:3
              name: old
              is_obsolete: true
              replaced_by: D:2

              [Typedef]
              id: part_of
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

  private static void read(byte[] input) throws IOException {
    DiseaseTaxonomy tree =
        Obo.read(new StringReader(new String(input, StandardCharsets.UTF_8)))
            .parentRule(ParentRule.LOWEST_ID)
            .orphansAreRoots()
            .joinRootsUnder("all of them")
            .build();
    if (!Obo.read(new StringReader(Obo.write(tree))).build().equals(tree)) {
      throw new AssertionError("another tree");
    }
  }
}
