package io.github.derm4j.model.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The plan for saving checkpoints, from which a training of all layers can resume: parameters, the
 * optimiser's state, the moving average, and the position in the epoch.
 *
 * <p>A checkpoint is written after every epoch and, optionally, at an interval of steps. It gets
 * its name only when it is complete and on the disk, and the previous one is kept until then. A run
 * that is killed at any point and resumed gives the same result, bit for bit, as an uninterrupted
 * run on the same machine with the same number of threads.
 *
 * <p>The folder contains the latest checkpoints as {@code step-0000000123.checkpoint} and that of
 * the best epoch on the validation images as {@code best.checkpoint}. Each takes four times the
 * size of the weights; for the paper's network that is 350 MB. A file is a zip of a JSON document
 * and plain numbers, so a file from an untrusted source can't run code.
 *
 * @param folder the folder of the checkpoints, created if it does not exist; use one folder for one
 *     training
 * @param everySteps the interval in steps at which checkpoints are written, in addition to the ends
 *     of epochs; 0 for none
 * @param last the number of the latest checkpoints to keep, at least 1, in addition to the best
 * @param resume whether to resume from the latest checkpoint, if there is one; if false, a folder
 *     with checkpoints is refused
 */
public record Checkpoints(Path folder, int everySteps, int last, boolean resume) {

  /** The default number of checkpoints to keep: the latest, and one more in case it is damaged. */
  public static final int DEFAULT_LAST = 2;

  /**
   * Checks the values.
   *
   * @param folder the folder of the checkpoints
   * @param everySteps the interval in steps, or 0
   * @param last the number of the latest checkpoints to keep
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
   * The plan of a new training run: a checkpoint after every epoch; the latest two and the best are
   * kept.
   *
   * @param folder the folder of the checkpoints
   * @return the plan
   */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, DEFAULT_LAST, false);
  }

  /**
   * A copy that also writes checkpoints within epochs.
   *
   * @param steps the interval in steps; 0 for none
   * @return the changed copy
   */
  public Checkpoints withEverySteps(int steps) {
    return new Checkpoints(folder, steps, last, resume);
  }

  /**
   * A copy that keeps another number of checkpoints.
   *
   * @param count the number of the latest checkpoints
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
   * @return the latest checkpoint in the folder; empty if there is none
   * @throws IOException if the folder can't be read
   */
  public Optional<Path> latest() throws IOException {
    return CheckpointNames.latest(folder);
  }

  /**
   * Deletes the checkpoints in the folder, and the folder if it is then empty. They are not needed
   * once training has ended and the classifier is saved.
   *
   * @throws IOException if one can't be deleted
   */
  public void delete() throws IOException {
    CheckpointNames.delete(folder);
  }
}
