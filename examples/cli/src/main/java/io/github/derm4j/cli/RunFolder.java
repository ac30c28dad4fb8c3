package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.cli.serve.TrainingPage;
import io.github.derm4j.model.training.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a run from the files in its folder, during and after the run. */
final class RunFolder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long BETWEEN_MILLIS = 1000;

  private final Path folder;
  private final TrainingPage page;

  /**
   * Opens the folder of a run.
   *
   * @throws IOException if there is none
   */
  RunFolder(Path folder) throws IOException {
    this.folder = folder;
    Path run = folder.resolve(RunFile.NAME);
    if (!Files.isRegularFile(run)) {
      throw new IOException(
          folder
              + " has no "
              + RunFile.NAME
              + "; give the folder --out of a fine-tune or quickstart");
    }
    page =
        new TrainingPage(
            "derm " + JSON.readTree(run.toFile()).path("command").asText() + ", " + folder);
  }

  TrainingPage page() {
    return page;
  }

  /** Reads the files repeatedly on a separate thread until the run ends. */
  void watch() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (!look()) {
                  Thread.sleep(BETWEEN_MILLIS);
                }
              } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
              }
            },
            "derm-run-folder");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Shows the current state of the files.
   *
   * @return whether the run has ended
   */
  boolean look() {
    try {
      Path epochs = folder.resolve(EpochsFile.NAME);
      Path metrics = folder.resolve(StudyRun.METRICS);
      boolean over = Files.exists(metrics) && isOf(metrics);
      if (over) {
        showResults(JSON.readTree(metrics.toFile()), Files.exists(epochs) && isOf(epochs));
      }
      if (Files.exists(epochs) && isOf(epochs)) {
        page.show(EpochsFile.read(epochs), "Last epoch written at " + time(epochs));
      } else if (!over) {
        page.show(List.of(), "No epoch is written yet");
      }
      if (over) {
        page.ended();
      }
      return over;
    } catch (IOException unreadable) {
      page.show(List.of(), "The files can't be read: " + unreadable.getMessage());
      return false;
    }
  }

  /**
   * Returns whether a file belongs to this run rather than to an earlier one in the same folder.
   */
  private boolean isOf(Path file) throws IOException {
    FileTime begun = Files.getLastModifiedTime(folder.resolve(RunFile.NAME));
    return Files.getLastModifiedTime(file).compareTo(begun) >= 0;
  }

  private static String time(Path file) throws IOException {
    return LocalTime.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private void showResults(JsonNode metrics, boolean hasEpochs) {
    List<String> results = new ArrayList<>();
    for (JsonNode task : metrics.path("tasks")) {
      results.add(
          String.format(
              Locale.ROOT,
              "%s: AUC %.3f (95 %% interval %.3f to %.3f)",
              task.path("name").asText(),
              task.path("auc").asDouble(),
              task.path("aucLow").asDouble(),
              task.path("aucHigh").asDouble()));
    }
    for (JsonNode task : metrics.path("skippedTasks")) {
      results.add(task.path("name").asText() + ": not evaluated, " + task.path("reason").asText());
    }
    if (metrics.hasNonNull("overallAccuracy")) {
      results.add(
          String.format(
              Locale.ROOT,
              "%d inference classes: overall accuracy %.1f %%",
              metrics.path("inferenceClasses").size(),
              100 * metrics.path("overallAccuracy").asDouble()));
    }
    page.results(results);
    if (!hasEpochs) {
      List<Epoch> epochs = new ArrayList<>();
      for (JsonNode epoch : metrics.path("epochs")) {
        epochs.add(
            new Epoch(
                epoch.path("epoch").asInt(),
                epoch.path("loss").asDouble(Double.NaN),
                epoch.path("validationLoss").asDouble(Double.NaN),
                Double.NaN,
                epoch.path("seconds").asDouble()));
      }
      page.show(epochs, "");
    }
  }
}
