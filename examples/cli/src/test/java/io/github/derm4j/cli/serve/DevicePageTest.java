package io.github.derm4j.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder that {@code derm export --web} writes. */
class DevicePageTest {

  private static final int NETWORK_BYTES = 9_000_000;

  @TempDir private Path folder;

  private void write(Path page, int firstByte, boolean force) throws IOException {
    byte[] network = new byte[NETWORK_BYTES];
    network[0] = (byte) firstByte;
    OnnxRuntimeWeb runtime = new OnnxRuntimeWeb(new byte[] {1}, new byte[] {2, 3});
    DevicePage.write(new InventedClassifier(), "<i>model", network, runtime, page, force);
  }

  private static Map<String, byte[]> files(Path page) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(page)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(page.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static JsonNode plan(Path page) throws IOException {
    String script = Files.readString(page.resolve("service-worker.js"));
    int from = script.indexOf("const PLAN = ") + "const PLAN = ".length();
    return new ObjectMapper().readTree(script.substring(from, script.indexOf(";\nconst", from)));
  }

  @Test
  void theServiceWorkerKnowsTheHashOfEveryOtherFile() throws IOException {
    Path page = folder.resolve("page");
    write(page, 1, false);

    Map<String, String> known = new TreeMap<>();
    for (String group : new String[] {"page", "parts"}) {
      plan(page).get(group).properties().forEach(e -> known.put(e.getKey(), e.getValue().asText()));
    }
    Map<String, byte[]> files = files(page);
    assertThat(files).hasSize(known.size() + 1).containsKey("service-worker.js");
    known.forEach(
        (name, integrity) ->
            assertThat(integrity)
                .as(name)
                .isEqualTo(
                    "sha256-"
                        + Base64.getEncoder()
                            .encodeToString(
                                Hashing.sha256().hashBytes(files.get(name)).asBytes())));
    // 9 MB in parts of 4 MiB, and the runtime.
    assertThat(plan(page).get("parts")).hasSize(4);
  }

  @Test
  void aNameInTheModelIsData() throws IOException {
    Path page = folder.resolve("page");
    write(page, 1, false);

    String html = Files.readString(page.resolve("index.html"));
    assertThat(html).doesNotContain(InventedClassifier.EVIL).doesNotContain("<i>");
    String json =
        html.substring(
            html.indexOf("id=\"model\">") + 11,
            html.indexOf("</script>", html.indexOf("id=\"model\"")));
    JsonNode model = new ObjectMapper().readTree(json);
    assertThat(model.get("name").asText()).isEqualTo("<i>model");
    assertThat(model.get("classes").findValuesAsText("name")).contains(InventedClassifier.EVIL);
    assertThat(model.at("/nodes/0/parent").asInt()).isEqualTo(-1);
  }

  @Test
  void anotherExportReplacesThePageAndLeavesNothingOfIt() throws IOException {
    Path page = folder.resolve("page");
    Path fresh = folder.resolve("fresh");
    write(page, 1, false);
    Files.writeString(page.resolve("CNAME"), "example.org");
    write(page, 2, false);
    write(fresh, 2, false);

    Map<String, byte[]> files = files(page);
    assertThat(files.remove("CNAME")).isNotNull();
    assertThat(files).containsExactlyEntriesOf(files(fresh));
  }

  @Test
  void aFolderOfOthersIsKept() throws IOException {
    Path page = Files.createDirectory(folder.resolve("site"));
    Files.writeString(page.resolve("index.html"), "mine");

    assertThatThrownBy(() -> write(page, 1, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("site has files that are not from derm export")
        .hasMessageContaining("--force");
    assertThat(files(page)).hasSize(1);
    Files.writeString(page.resolve("notes.txt"), "mine");
    write(page, 1, true);
    assertThat(files(page)).containsKeys("notes.txt", "index.html", "service-worker.js");
    assertThatThrownBy(() -> write(page.resolve("notes.txt"), 1, true))
        .hasMessageContaining("notes.txt is a file; name a folder for the page");
  }

  @Test
  void anExportThatWasCutOffIsCompleted() throws IOException {
    Path page = folder.resolve("page");
    write(page, 1, false);
    Files.delete(page.resolve("index.html"));

    write(page, 2, false);

    assertThat(page.resolve("index.html")).exists();
  }

  @Test
  void anotherRuntimeIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("onnxruntime-web.tgz"), "another");

    assertThatThrownBy(() -> OnnxRuntimeWeb.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("onnxruntime-web.tgz: not onnxruntime-web 1.30.0 as npm publishes it")
        .hasMessageContaining("npm pack onnxruntime-web@1.30.0");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the client here is a script for sh")
  void aRuntimeThatArrivesChangedIsNotKept() throws IOException {
    Path cache = folder.resolve("cache");

    assertThatThrownBy(
            () -> OnnxRuntimeWeb.fetch(cache, npm("echo another > onnxruntime-web-1.30.0.tgz")))
        .hasMessageContaining("not onnxruntime-web 1.30.0 as npm publishes it");
    assertThatThrownBy(() -> OnnxRuntimeWeb.fetch(cache, npm("echo no network; exit 1")))
        .hasMessageContaining("npm pack onnxruntime-web@1.30.0 failed: no network")
        .hasMessageContaining("give the file with --runtime");
    assertThatThrownBy(() -> OnnxRuntimeWeb.fetch(cache, folder.resolve("no-npm").toString()))
        .hasMessageContaining("npm, which fetches onnxruntime-web@1.30.0, is not here");
    assertThat(cache).doesNotExist();
  }

  /** A client that does something else. */
  private String npm(String script) throws IOException {
    Path client = Files.writeString(folder.resolve("npm"), "#!/bin/sh\n" + script + "\n");
    assertThat(client.toFile().setExecutable(true)).isTrue();
    return client.toString();
  }
}
