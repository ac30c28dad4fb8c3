package io.github.derm4j.data.split;

import io.github.derm4j.data.TestImages;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Damaged metadata of an image")
public class ExifFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", ExifFuzzTest::read)
          .refusingNothing()
          .sound(
              TestImages.withExif(
                  TestImages.encode(TestImages.blobs(8, 8, 1), "jpg"),
                  "2026:11:27 21:00:00",
                  "Camera"));

  @Test
  @DisplayName("are read or ignored")
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
    Exif.read(input);
  }
}
