package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.cli.serve.PageServer;
import io.github.derm4j.model.training.Epoch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("derm serve --run")
class RunFolderTest {

  private static final String METRICS =
      """
      {"tasks": [{"name": "a vs b", "auc": 0.75, "aucLow": 0.5, "aucHigh": 1.0}],
       "skippedTasks": [{"name": "c vs d", "reason": "no image"}],
       "overallAccuracy": 0.5, "inferenceClasses": ["a", "b"],
       "epochs": [{"epoch": 1, "loss": 0.9, "validationLoss": null, "seconds": 3.0}]}
      """;

  @TempDir Path folder;
  private Path epochs;

  @BeforeEach
  void begin() throws IOException {
    epochs = folder.resolve(EpochsFile.NAME);
    Path run = Files.writeString(folder.resolve("run.json"), "{\"command\": \"fine-tune\"}");
    Files.setLastModifiedTime(run, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
  }

  @Test
  @DisplayName("keeps an epoch in a row, and forgets those that a run does again")
  void epochs() throws IOException {
    List<Epoch> all =
        List.of(new Epoch(1, 1.5, Double.NaN, 0.25, 12), new Epoch(2, 1.25, 1.5, 0.5, 11));
    for (Epoch each : all) {
      EpochsFile.add(epochs, each);
    }
    assertThat(EpochsFile.read(epochs)).isEqualTo(all);
    EpochsFile.add(epochs, new Epoch(3, 1, 1, 1, 1));
    Epoch again = new Epoch(2, 1.2, 1.4, 0.5, 10);
    EpochsFile.add(epochs, again); // From a checkpoint.
    assertThat(EpochsFile.read(epochs)).containsExactly(all.get(0), again);
    EpochsFile.add(epochs, all.get(0)); // From the start.
    assertThat(EpochsFile.read(epochs)).containsExactly(all.get(0));
  }

  @Test
  @DisplayName("shows a run in progress, and its figures at the end")
  void show() throws Exception {
    RunFolder run = new RunFolder(folder);
    assertThat(run.look()).isFalse();
    EpochsFile.add(epochs, new Epoch(1, 1.5, 1.75, 0.25, 12));
    assertThat(run.look()).isFalse();
    EpochsFile.add(epochs, new Epoch(2, 1.25, 1.5, 0.5, 12));
    Files.writeString(folder.resolve("metrics.json"), METRICS);
    assertThat(run.look()).isTrue();

    assertThat(shown(run))
        .contains(
            "\"title\":\"derm fine-tune, " + folder + "\",\"state\":\"ENDED\",\"stoppable\":false",
            "\"results\":[\"a vs b: AUC 0.750 (95 % interval 0.500 to 1.000)\","
                + "\"c vs d: not evaluated, no image\","
                + "\"2 inference classes: overall accuracy 50.0 %\"]",
            "{\"number\":2,\"seconds\":12.0,\"loss\":1.25,\"validationLoss\":1.5,\"validationAccuracy\":0.5}");
  }

  @Test
  @DisplayName("takes the curve from the figures of a run that kept no epochs")
  void older() throws Exception {
    Files.writeString(folder.resolve("metrics.json"), METRICS);
    RunFolder run = new RunFolder(folder);
    assertThat(run.look()).isTrue();
    assertThat(shown(run))
        .contains("{\"number\":1,\"seconds\":3.0,\"loss\":0.9,\"validationLoss\":null");
  }

  @Test
  @DisplayName("does not mistake files of an earlier run for its own")
  void earlier() throws IOException {
    Path metrics = Files.writeString(folder.resolve("metrics.json"), METRICS);
    Files.setLastModifiedTime(metrics, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
    assertThat(new RunFolder(folder).look()).isFalse();
  }

  @Test
  @DisplayName("refuses a folder that is not of a run")
  void none() {
    assertThatThrownBy(() -> new RunFolder(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none has no run.json; give the folder --out");
    Command command = Command.derm("serve", "--run", folder.resolve("none"));
    assertThat(command.exitCode()).isEqualTo(1);
    assertThat(command.err()).contains("has no run.json");
  }

  private static String shown(RunFolder run) throws Exception {
    try (PageServer server = PageServer.start("127.0.0.1", 0, List.of(run.page()), failure -> {})) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(server.uri().resolve("/api/training")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
