package io.github.derm4j.model.training;

import java.io.IOException;

/** Saves the position and the arrays of the loop: at an interval of steps and after each epoch. */
final class CheckpointWriter implements LoopListener {

  private final CheckpointFolder folder;
  private final TrainingArrays arrays;

  CheckpointWriter(CheckpointFolder folder, TrainingArrays arrays) {
    this.folder = folder;
    this.arrays = arrays;
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
    folder.save(loop.position().withSkipped(loop.failures()), arrays);
  }
}
