package io.github.derm4j.model.training;

import java.io.IOException;

/** Saves the position and the arrays of the loop: at an interval of steps and after each epoch. */
final class CheckpointWriter implements LoopListener {

  private final CheckpointFolder folder;
  private final TrainingArrays arrays;
  private final boolean writes;
  private final TrainingListener listener;

  /**
   * Makes a writer for the arrays of the loop.
   *
   * @param writes whether this process writes the files; the other processes of a training only
   *     wait for pending losses
   * @param listener receives the written checkpoints
   */
  CheckpointWriter(
      CheckpointFolder folder, TrainingArrays arrays, boolean writes, TrainingListener listener) {
    this.folder = folder;
    this.arrays = arrays;
    this.writes = writes;
    this.listener = listener;
  }

  @Override
  public void stepTaken(TrainingLoop loop) throws IOException {
    if (folder.isDue(loop.position())) {
      save(loop);
    }
  }

  @Override
  public void epochCut(TrainingLoop loop) throws IOException {
    save(loop);
  }

  @Override
  public void epochFinished(TrainingLoop loop) throws IOException {
    save(loop);
  }

  private void save(TrainingLoop loop) throws IOException {
    loop.settle();
    if (writes) {
      listener.checkpointWritten(folder.save(loop.position().withSkipped(loop.failures()), arrays));
    }
  }
}
