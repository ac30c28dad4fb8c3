package io.github.derm4j.data.download;

import io.github.derm4j.testing.FuzzTarget;
import io.github.derm4j.testing.ScratchFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Damaged responses of the ISIC Archive")
public class IsicArchiveFuzzTest {

  private static final URI API = URI.create("https://api.test/v2/");
  private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ZERO, Duration.ZERO);
  private static final Path PARENT = ScratchFolder.create();

  private static final String LIST =
      """
      {"count": 2, "next": null, "results": [
       {"isic_id": "ISIC_1", "attribution": "A", "copyright_license": "CC-BY",
        "metadata": {"clinical": {"sex": "male"}},
        "files": {"full": {"url": "https://files.test/1.jpg?signed", "size": 4}}},
       {"isic_id": "ISIC_2", "copyright_license": "CC-0",
        "files": {"full": {"url": "https://files.test/2.png", "size": 0}}}]}
      """;

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", IsicArchiveFuzzTest::read)
          .sound(
              responses(
                  "200\nContent-Type: application/json\n\n" + LIST,
                  "200\n\n{\"size\": 8}",
                  "200\nContent-Length: 4\n\n\u00ff\u00d8\u00ff\u00e0",
                  "403\n\n",
                  "200\n\n{\"isic_id\": \"ISIC_2\"}",
                  "200\n\nthe licence"),
              responses(
                  "429\nRetry-After: 1\n\n",
                  "200\n\n" + LIST.replace("null", "\"https://api.test/next\"").replace("2,", "9,"),
                  "200\n\n\u00ff\u00d8\u00ff\u00e0",
                  "503\n\n",
                  "200\n\n\u0089PNG\r\n\u001a\n",
                  "200\n\n{\"results\": []}"));

  @Test
  @DisplayName("are stored or refused, and no file is outside of the folder")
  void damaged() {
    TARGET.damage(30);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(PARENT.resolve("isic"));
    PatientHttp http =
        new PatientHttp(TWICE, 1 << 20, Duration.ofSeconds(1), new ScriptedServer(input));
    try {
      new DownloadRun(API, http, 1, IsicSelection.first(5), folder, state -> {}).run();
    } finally {
      requireNothingBeside(folder);
      ScratchFolder.delete(folder);
    }
  }

  private static void requireNothingBeside(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(PARENT)) {
      List<Path> others = all.filter(each -> !each.equals(folder)).toList();
      if (!others.isEmpty()) {
        throw new AssertionError("outside of the folder: " + others);
      }
    }
  }

  private static byte[] responses(String... each) {
    return String.join("" + ScriptedServer.SEPARATOR, each).getBytes(StandardCharsets.ISO_8859_1);
  }
}
