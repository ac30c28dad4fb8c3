package io.github.derm4j.model.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of the checkpoint files in a folder. */
final class CheckpointNames {

  private static final String SUFFIX = ".checkpoint";
  private static final String STEP = "step-";

  /** The best checkpoint. */
  static final String BEST = "best" + SUFFIX;

  /** The suffix of a file that is not yet complete. */
  static final String UNFINISHED = ".part";

  private CheckpointNames() {}

  /** The name of the checkpoint after a number of steps. */
  static String ofStep(long steps) {
    return String.format(Locale.ROOT, "%s%010d%s", STEP, steps, SUFFIX);
  }

  /** The checkpoints of steps, the latest last. */
  static List<Path> ofSteps(Path folder) throws IOException {
    return files(folder, STEP, SUFFIX); // Steps have as many digits each.
  }

  /** The checkpoint with the most steps in a folder. The folder need not exist. */
  static Optional<Path> latest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> steps = ofSteps(folder);
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /** Deletes incomplete files of a run that was killed. */
  static void deleteUnfinished(Path folder) throws IOException {
    for (Path unfinished : files(folder, "", SUFFIX + UNFINISHED)) {
      Files.delete(unfinished);
    }
  }

  /** Deletes the checkpoints, and the folder if nothing else is in it. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path file : files(folder, "", SUFFIX)) {
      Files.delete(file);
    }
    deleteUnfinished(folder);
    if (files(folder, "", "").isEmpty()) {
      Files.delete(folder);
    }
  }

  private static List<Path> files(Path folder, String prefix, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(prefix) && name.endsWith(suffix);
              })
          .sorted()
          .toList();
    }
  }
}
