package io.github.derm4j.model.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and how often a training of all layers saves what it needs to go on after it was cut off:
 * parameters, the optimiser's state, the moving average, and the position in the epoch.
 *
 * <p>A checkpoint is written after every epoch and, if asked, at an interval of steps. It appears
 * under its name when it is whole and on the disk, never before, and the one before it stays until
 * then. A run that was killed at any point and resumed ends with the same bits as one that was not,
 * on the same machine and the same number of threads.
 *
 * <p>The folder holds the last checkpoints as {@code step-0000000123.checkpoint} and that of the
 * epoch that was best on the validation images as {@code best.checkpoint}. Each takes four times
 * the size of the weights; for the paper's network that is 350 MB. A file is a zip of a JSON
 * document and of plain numbers, so one from an untrusted source can be refused but can't run code.
 *
 * @param folder where they are kept, made if it does not exist; one folder belongs to one training
 * @param everySteps after how many steps one is written besides the end of an epoch; 0 for never
 * @param last how many of the latest are kept, at least 1, besides the best
 * @param resume whether to go on from the latest where there is one; if not, a folder that holds
 *     checkpoints is refused
 */
public record Checkpoints(Path folder, int everySteps, int last, boolean resume) {

  /** How many are kept if not said otherwise: the one in use, and one in case it is damaged. */
  public static final int DEFAULT_LAST = 2;

  /**
   * Checks the values.
   *
   * @param folder where they are kept
   * @param everySteps after how many steps one is written, or 0
   * @param last how many of the latest are kept
   * @param resume whether to go on from the latest
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
   * One after every epoch, the last two and the best kept, of a training that begins.
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
   * @param wanted whether to go on from the latest checkpoint, or begin where there is none
   * @return the changed copy
   */
  public Checkpoints withResume(boolean wanted) {
    return new Checkpoints(folder, everySteps, last, wanted);
  }

  /**
   * Looks for the checkpoint that a training would go on from.
   *
   * @return the latest in the folder, if there is one
   * @throws IOException if the folder can't be read
   */
  public Optional<Path> latest() throws IOException {
    return CheckpointFolder.latest(folder);
  }

  /**
   * Deletes the checkpoints in the folder, and the folder if nothing else is in it: a training that
   * is over, and whose classifier is saved, needs them no more.
   *
   * @throws IOException if one can't be deleted
   */
  public void delete() throws IOException {
    CheckpointFolder.delete(folder);
  }
}
