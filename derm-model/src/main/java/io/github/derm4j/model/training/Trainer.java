package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.DatasetSplit;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Trains a classifier for the training classes of a partition. {@link NetworkTrainer} trains the
 * layers of a network, {@link HeadTrainer} the softmax alone. A trainer can train several times;
 * the same options and images give the same classifier.
 */
public interface Trainer {

  /**
   * Trains a classifier.
   *
   * @param train the training images, whose diagnoses all belong to a class of the partition
   * @param validation the validation images, of other lesions; images whose diagnosis belongs to no
   *     training class are left out
   * @param images the source of the files
   * @param classes the training classes
   * @return the classifier and the course of the training
   * @throws IOException if images, a feature cache or a checkpoint can't be read or written, or
   *     checkpoints belong to another training
   * @throws IllegalArgumentException if a part is empty or an image has no training class
   * @throws TrainingStoppedException if training was stopped before the first step, or the loss
   *     became infinite or NaN
   */
  TrainingResult train(
      List<LesionRecord> train,
      List<LesionRecord> validation,
      ImageSource images,
      DiseasePartition classes)
      throws IOException;

  /**
   * Trains on two parts of a split; the test images are not used.
   *
   * @param split the images
   * @param classes the training classes
   * @return the classifier and the course of the training
   * @throws IOException as the other method does
   * @throws IllegalArgumentException if a part is empty or an image has no training class
   * @throws TrainingStoppedException as the other method does
   */
  default TrainingResult train(DatasetSplit split, DiseasePartition classes) throws IOException {
    return train(split.train(), split.validation(), split.images(), classes);
  }

  /**
   * Ends training after the current step, also in copies made by {@link #withCheckpoints}; training
   * then returns its result so far. May be called from any thread.
   */
  void requestStop();

  /**
   * Describes the options that determine the result.
   *
   * @return their values by name
   */
  Map<String, String> options();

  /**
   * Creates a trainer that can resume: it saves checkpoints in a folder and resumes from those it
   * finds there.
   *
   * @param folder the folder, for one training only
   * @return a changed copy; this trainer itself if its work is short enough to repeat
   */
  Trainer withCheckpoints(Path folder);
}
