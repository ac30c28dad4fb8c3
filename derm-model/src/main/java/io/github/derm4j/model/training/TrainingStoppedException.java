package io.github.derm4j.model.training;

import io.github.derm4j.model.LesionClassifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when training ends without a result: it was stopped before the first step, or diverged.
 */
public final class TrainingStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable TrainedNetwork network;
  private final transient @Nullable LesionClassifier lastGood;

  TrainingStoppedException(String message) {
    this(message, null);
  }

  /** Creates the exception with the network of the last epoch before training diverged. */
  TrainingStoppedException(String message, @Nullable TrainedNetwork network) {
    super(message);
    this.network = network;
    this.lastGood = null;
  }

  private TrainingStoppedException(TrainingStoppedException cause, LesionClassifier lastGood) {
    super(cause.getMessage(), cause);
    this.network = null;
    this.lastGood = lastGood;
  }

  /** Makes a copy with the network as a classifier. */
  TrainingStoppedException with(LesionClassifier classifier) {
    return new TrainingStoppedException(this, classifier);
  }

  @Nullable TrainedNetwork network() {
    return network;
  }

  /**
   * The classifier of the last epoch that ended before training diverged.
   *
   * @return the classifier, or empty if no epoch had ended
   */
  public Optional<LesionClassifier> lastGood() {
    return Optional.ofNullable(lastGood);
  }
}
