package io.github.derm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Checkpoints on a Hadoop file system")
class CheckpointMirrorTest {

  @TempDir Path folder;
  private Path local;
  private Path remote;
  private CheckpointMirror mirror;

  @BeforeEach
  void folders() throws IOException {
    local = Files.createDirectory(folder.resolve("local"));
    remote = folder.resolve("remote");
    mirror =
        new CheckpointMirror(
            HadoopSettings.of(new Configuration()), new org.apache.hadoop.fs.Path(remote.toUri()));
  }

  private void put(int step, boolean best) throws IOException {
    Path file = local.resolve("step-000000000%d.checkpoint".formatted(step));
    Files.writeString(file, "state " + step);
    if (best) {
      Files.writeString(local.resolve("best.checkpoint"), "state " + step);
    }
    mirror.put(file);
  }

  private Path fetched(String manifest) throws IOException {
    Path to = Files.createTempDirectory(folder, "fetched");
    assertThat(mirror.fetch(manifest, to)).isTrue();
    return to;
  }

  @Test
  @DisplayName("at first there are none; then the last two are kept, and the best")
  void keeps() throws IOException {
    assertThat(mirror.manifests()).isEmpty();
    put(1, true);
    put(2, false);
    put(3, false);
    put(4, false);

    assertThat(mirror.manifests())
        .containsExactly("step-0000000004.manifest", "step-0000000003.manifest");
    Path to = fetched("step-0000000004.manifest");
    assertThat(to.resolve("step-0000000004.checkpoint")).hasContent("state 4");
    assertThat(to.resolve("best.checkpoint")).hasContent("state 1");
    assertThat(remote.resolve("step-0000000001.checkpoint")).exists();
    assertThat(remote.resolve("step-0000000002.checkpoint")).doesNotExist();
  }

  @Test
  @DisplayName("one whose manifest was cut short does not count")
  void cutManifest() throws IOException {
    put(1, false);
    put(2, false);
    for (int bytes : List.of(0, 1, 40)) {
      Path manifest = remote.resolve("step-0000000002.manifest");
      Files.write(manifest, java.util.Arrays.copyOf(Files.readAllBytes(manifest), bytes));
      Files.deleteIfExists(remote.resolve(".step-0000000002.manifest.crc"));
      assertThat(mirror.manifests()).containsExactly("step-0000000001.manifest");
    }
  }

  @Test
  @DisplayName("one that is damaged or missing is not fetched")
  void damaged() throws IOException {
    put(1, false);
    put(2, false);
    Path payload = remote.resolve("step-0000000002.checkpoint");
    Files.deleteIfExists(remote.resolve(".step-0000000002.checkpoint.crc"));
    Files.writeString(payload, "state X");
    Path to = Files.createDirectory(folder.resolve("to"));
    assertThat(mirror.fetch("step-0000000002.manifest", to)).isFalse();
    Files.delete(payload);
    assertThat(mirror.fetch("step-0000000002.manifest", to)).isFalse();
    assertThat(to).isEmptyDirectory();
    assertThat(mirror.fetch("step-0000000001.manifest", to)).isTrue();
  }

  @Test
  @DisplayName("written a second time, after a restart, replaces the first")
  void again() throws IOException {
    put(1, true);
    put(2, false);
    Files.writeString(local.resolve("step-0000000002.checkpoint"), "state 2, in another zip");
    mirror.put(local.resolve("step-0000000002.checkpoint"));

    Path to = fetched("step-0000000002.manifest");
    assertThat(to.resolve("step-0000000002.checkpoint")).hasContent("state 2, in another zip");
    assertThat(to.resolve("best.checkpoint")).hasContent("state 1");
  }
}
