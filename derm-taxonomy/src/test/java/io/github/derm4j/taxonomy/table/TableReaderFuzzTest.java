package io.github.derm4j.taxonomy.table;

import io.github.derm4j.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A damaged table")
public class TableReaderFuzzTest {

  private static final String QUOTED =
      "\ufeffimage,diagnosis,\"note, long\"\r\na,nevus,\"say \"\"so\"\"\"\r\nb,\"x\ny\",é\r\n";

  private static final FuzzTarget TARGET =
      FuzzTarget.of("table.csv", TableReaderFuzzTest::read)
          .sound(
              QUOTED.getBytes(StandardCharsets.UTF_8),
              packed(QUOTED),
              "\ufeffsep=;\na;b\n1;2\n".getBytes(StandardCharsets.UTF_16LE),
              "id\tname\n1\tx|y\n".getBytes(StandardCharsets.UTF_8));

  @Test
  @DisplayName("is parsed, or refused by an IOException that names the table")
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
    Table table = TableReader.standard().read(input, "table.csv");
    for (TableRow row : table.rows()) {
      table.columns().forEach(row::getOrBlank);
    }
  }

  private static byte[] packed(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
