package io.github.derm4j.model.training;

import io.github.derm4j.data.internal.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints of one training: the latest few and the best. */
final class CheckpointFolder {

  private static final String SUFFIX = ".checkpoint";
  private static final String STEP = "step-";
  private static final String BEST = "best" + SUFFIX;
  private static final String UNFINISHED = ".part";

  private final Checkpoints plan;
  private final Map<String, String> run;

  private CheckpointFolder(Checkpoints plan, Map<String, String> run) {
    this.plan = plan;
    this.run = run;
  }

  /**
   * Creates the folder if necessary, and deletes incomplete files of a killed run.
   *
   * @throws IOException if the folder can't be used, or holds checkpoints and is not resumed
   */
  static CheckpointFolder open(Checkpoints plan, Map<String, String> run) throws IOException {
    CheckpointFolder folder = new CheckpointFolder(plan, run);
    try {
      Files.createDirectories(plan.folder());
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot create the checkpoint folder %s (%s); choose another",
              plan.folder(),
              e),
          e);
    }
    for (Path unfinished : files(plan.folder(), "", SUFFIX + UNFINISHED)) {
      Files.delete(unfinished);
    }
    Optional<Path> latest = latest(plan.folder());
    if (latest.isPresent() && !plan.resume()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s belongs to an earlier training run; resume it, or choose another folder",
              latest.get()));
    }
    return folder;
  }

  /** Deletes the files of this class, and the folder if it is then empty. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (String suffix : List.of(SUFFIX, SUFFIX + UNFINISHED)) {
      for (Path file : files(folder, "", suffix)) {
        Files.delete(file);
      }
    }
    if (files(folder, "", "").isEmpty()) {
      Files.delete(folder);
    }
  }

  /** Reads the latest checkpoint into the arrays; without one, training starts at the beginning. */
  TrainingPosition restore(TrainingArrays arrays) throws IOException {
    Optional<Path> latest = latest(plan.folder());
    return latest.isPresent()
        ? CheckpointFile.read(latest.get(), run, arrays)
        : TrainingPosition.START;
  }

  /** Reads the best checkpoint into the arrays. */
  TrainingPosition restoreBest(TrainingArrays arrays) throws IOException {
    return CheckpointFile.read(plan.folder().resolve(BEST), run, arrays);
  }

  /** Returns whether a checkpoint is due at this position within an epoch. */
  boolean isDue(TrainingPosition position) {
    return plan.everySteps() > 0 && position.step() % plan.everySteps() == 0;
  }

  /**
   * Writes a checkpoint, then deletes those that are no longer needed.
   *
   * @return its file
   * @throws IOException if it can't be written; earlier checkpoints are then kept
   */
  Path save(TrainingPosition position, TrainingArrays arrays) throws IOException {
    Path file =
        plan.folder()
            .resolve(String.format(Locale.ROOT, "%s%010d%s", STEP, position.step(), SUFFIX));
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try {
      CheckpointFile.write(unfinished, run, position, arrays);
      if (position.isBest()) {
        linkBest(unfinished);
      }
      replace(unfinished, file);
    } catch (IOException e) {
      IOException named =
          new IOException(
              String.format(
                  Locale.ROOT,
                  "cannot write the checkpoint %s (%s); free some space and resume: earlier"
                      + " checkpoints are complete",
                  file,
                  e),
              e);
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException staysBehind) {
        named.addSuppressed(staysBehind);
      }
      throw named;
    }
    List<Path> steps = files(plan.folder(), STEP, SUFFIX);
    for (Path old : steps.subList(0, Math.max(0, steps.size() - plan.last()))) {
      Files.delete(old);
    }
    return file;
  }

  /** Links the best checkpoint to its second name, or copies it if links are not supported. */
  private void linkBest(Path file) throws IOException {
    Path best = plan.folder().resolve(BEST);
    Path unfinished = best.resolveSibling(BEST + UNFINISHED);
    Files.deleteIfExists(unfinished);
    try {
      Files.createLink(unfinished, file);
    } catch (UnsupportedOperationException noLinks) {
      Files.copy(file, unfinished);
    }
    replace(unfinished, best);
  }

  private void replace(Path unfinished, Path file) throws IOException {
    WholeFile.replace(unfinished, file);
    try (FileChannel folder = FileChannel.open(plan.folder(), StandardOpenOption.READ)) {
      folder.force(true); // The name too must be on the disk.
    } catch (IOException notOnWindows) {
      // A folder can't be opened there, and need not be.
    }
  }

  /** The checkpoint with the most steps in a folder, which need not exist. */
  static Optional<Path> latest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    List<Path> steps = files(folder, STEP, SUFFIX);
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /**
   * The files sorted by name, which is also the order of steps, because all step numbers have the
   * same number of digits.
   */
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
