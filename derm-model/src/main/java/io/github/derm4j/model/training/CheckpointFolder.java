package io.github.derm4j.model.training;

import io.github.derm4j.data.internal.FolderLock;
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
import org.jspecify.annotations.Nullable;

/** The checkpoints of one training: the latest few and the best. The training closes it. */
final class CheckpointFolder implements AutoCloseable {

  private final Checkpoints plan;
  private final Map<String, String> run;
  private final @Nullable FolderLock lock;

  private CheckpointFolder(Checkpoints plan, Map<String, String> run, @Nullable FolderLock lock) {
    this.plan = plan;
    this.run = run;
    this.lock = lock;
  }

  /**
   * Creates the folder if necessary, reserves it, and deletes incomplete files of a killed run.
   *
   * @param writes whether this process writes the checkpoints; the other processes of a training
   *     only read them
   * @throws IOException if the folder can't be used, another training uses it, or it holds
   *     checkpoints and is not resumed
   */
  static CheckpointFolder open(Checkpoints plan, Map<String, String> run, boolean writes)
      throws IOException {
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
    CheckpointFolder folder =
        new CheckpointFolder(plan, run, writes ? FolderLock.of(plan.folder()) : null);
    try {
      folder.tidy();
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void tidy() throws IOException {
    if (lock != null) {
      CheckpointNames.deleteUnfinished(plan.folder());
    }
    Optional<Path> latest = CheckpointNames.latest(plan.folder());
    if (latest.isPresent() && !plan.resume()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s belongs to an earlier training run; resume it, or choose another folder",
              latest.get()));
    }
  }

  /** Reads the latest checkpoint into the arrays; without one, training starts at the beginning. */
  TrainingPosition restore(TrainingArrays arrays) throws IOException {
    Optional<Path> latest = CheckpointNames.latest(plan.folder());
    return latest.isPresent()
        ? CheckpointFile.read(latest.get(), run, arrays)
        : TrainingPosition.START;
  }

  /** Reads the best checkpoint into the arrays. */
  TrainingPosition restoreBest(TrainingArrays arrays) throws IOException {
    return CheckpointFile.read(plan.folder().resolve(CheckpointNames.BEST), run, arrays);
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
    Path file = plan.folder().resolve(CheckpointNames.ofStep(position.step()));
    Path unfinished = file.resolveSibling(file.getFileName() + CheckpointNames.UNFINISHED);
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
                  "cannot write the checkpoint %s (%s); it needs %d bytes: free some space and resume;"
                      + " earlier checkpoints are complete",
                  file,
                  e,
                  arrays.bytes()),
              e);
      try {
        Files.deleteIfExists(unfinished);
      } catch (IOException staysBehind) {
        named.addSuppressed(staysBehind);
      }
      throw named;
    }
    List<Path> steps = CheckpointNames.ofSteps(plan.folder());
    for (Path old : steps.subList(0, Math.max(0, steps.size() - plan.last()))) {
      Files.delete(old);
    }
    return file;
  }

  /** Links the best checkpoint to its second name, or copies it if links are not supported. */
  private void linkBest(Path file) throws IOException {
    Path best = plan.folder().resolve(CheckpointNames.BEST);
    Path unfinished = best.resolveSibling(CheckpointNames.BEST + CheckpointNames.UNFINISHED);
    Files.deleteIfExists(unfinished);
    try {
      Files.createLink(unfinished, file);
    } catch (UnsupportedOperationException noLinks) {
      Files.copy(file, unfinished);
    }
    replace(unfinished, best);
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  private void replace(Path unfinished, Path file) throws IOException {
    WholeFile.replace(unfinished, file);
    try (FileChannel folder = FileChannel.open(plan.folder(), StandardOpenOption.READ)) {
      folder.force(true); // The name must be on the disk too.
    } catch (IOException notOnWindows) {
      // Folders can't be opened on this system, which is not necessary.
    }
  }
}
