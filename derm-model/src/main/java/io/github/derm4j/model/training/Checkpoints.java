package io.github.derm4j.model.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and how often a training run of all layers saves what it needs to resume: parameters, the
 * optimiser's state, the moving average, and the position in the epoch.
 *
 * <p>A checkpoint is written after every epoch and, optionally, at an interval of steps. It appears
 * under its name only when it is complete and on the disk, and the one before it is kept until
 * then. A run that was killed at any point and resumed ends with the same bits as one that was not,
 * on the same machine and the same number of threads.
 *
 * <p>The folder holds the last checkpoints as {@code step-0000000123.checkpoint} and that of the
 * epoch that was best on the validation images as {@code best.checkpoint}. Each takes four times
 * the size of the weights; for the paper's network that is 350 MB. A file is a zip of a JSON
 * document and of plain numbers, so a file from an untrusted source can't run code.
 *
 * @param folder where they are kept, made if it does not exist; one folder belongs to one training
 * @param everySteps after how many steps one is written besides the end of an epoch; 0 for never
 * @param last how many of the latest are kept, at least 1, besides the best
 * @param resume whether to resume from the latest, if there is one; if not, a folder with
 *     checkpoints is refused
 */
public record Checkpoints(Path folder, int everySteps, int last, boolean resume) {

  /** The default number of checkpoints to keep: the latest, and one in case it is damaged. */
  public static final int DEFAULT_LAST = 2;

  /**
   * Checks the values.
   *
   * @param folder where they are kept
   * @param everySteps after how many steps one is written, or 0
   * @param last how many of the latest are kept
   * @param resume whether to resume from the latest
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Checkpoints {
    Objects.requireNonNull(folder, "folder");
    if (everySteps < 0) {
      throw new IllegalArgumentException("everySteps = " + everySteps + ": must be 0 or more");
    }
    if (last < 1) {
      throw new IllegalArgumentException("last = " + last + ": at least one must be kept");
    }
  }

  /**
   * A new training run: one checkpoint after every epoch; the last two and the best are kept.
   *
   * @param folder where they are kept
   * @return the plan
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, DEFAULT_LAST, false);
  }

  /**
   * A copy that writes within epochs too.
   *
   * @param steps after how many steps; 0 for never
   * @return the changed copy
   */
  public Checkpoints withEverySteps(int steps) {
    return new Checkpoints(folder, steps, last, resume);
  }

  /**
   * A copy that keeps another number.
   *
   * @param count how many of the latest
   * @return the changed copy
   */
  public Checkpoints withLast(int count) {
    return new Checkpoints(folder, everySteps, count, resume);
  }

  /**
   * A copy that resumes or does not.
   *
   * @param wanted whether to resume from the latest checkpoint, if there is one
   * @return the changed copy
   */
  public Checkpoints withResume(boolean wanted) {
    return new Checkpoints(folder, everySteps, last, wanted);
  }

  /**
   * Finds the checkpoint from which training would resume.
   *
   * @return the latest in the folder, if there is one
   * @throws IOException if the folder can't be read
   */
  public Optional<Path> latest() throws IOException {
    return CheckpointFolder.latest(folder);
  }

  /**
   * Deletes the checkpoints in the folder, and the folder if nothing else is in it: they are not
   * needed once training has ended and the classifier is saved.
   *
   * @throws IOException if one can't be deleted
   */
  public void delete() throws IOException {
    CheckpointFolder.delete(folder);
  }
}
