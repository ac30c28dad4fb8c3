package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The damaged table of a tree")
public class TreeTableFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.ofFile("tree.csv", TreeTableFuzzTest::read)
          .unnamed()
          .refusing(IllegalArgumentException.class)
          .refusing(InvalidTaxonomyException.class)
          .sound(
              "id,name,parent,synonyms\n1,skin,,\n2,nevus,1,mole; birthmark\n3,blue nevus,nevus,\n",
              "diagnosis_1,diagnosis_2,images\nbenign,nevus,812\nbenign,,7\nmalignant,melanoma,3\n");

  @Test
  @DisplayName("is a tree, or is refused")
  void damaged() {
    TARGET.damage(2_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(Path file) throws IOException {
    TreeFile tree = TreeFile.of(file);
    TreeFile.dialect(file);
    tree.validate();
    DiseaseTaxonomy read = tree.read();
    if (!TaxonomyJson.read(TaxonomyJson.write(read)).equals(read)) {
      throw new AssertionError("another tree");
    }
  }
}
