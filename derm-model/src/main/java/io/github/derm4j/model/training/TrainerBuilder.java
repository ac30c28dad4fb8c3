package io.github.derm4j.model.training;

import io.github.derm4j.model.inception.InceptionV3;

/**
 * The common options of both trainers.
 *
 * @param <B> the type of the builder
 */
public abstract class TrainerBuilder<B extends TrainerBuilder<B>> {

  int size = InceptionV3.PAPER_SIZE;
  int epochs;
  Balance balance = Balance.NONE;
  boolean strict;
  TrainingListener listener = TrainingListener.NONE;

  TrainerBuilder(int epochs) {
    this.epochs = epochs;
  }

  abstract B self();

  /**
   * Sets the input size of the network; 299 by default, as in the paper.
   *
   * @param pixels the height and width, at least 75
   * @return this builder
   * @throws IllegalArgumentException if it is smaller
   */
  public B size(int pixels) {
    Range.requireSize(pixels, InceptionV3.MINIMUM_SIZE);
    this.size = pixels;
    return self();
  }

  /**
   * Sets the number of epochs. The default is 10 for a network. For the solver of a head, it is the
   * maximum number of iterations, by default 80; the solver ends earlier if the validation loss
   * stops falling, and keeps the iteration with the lowest loss.
   *
   * @param count at least 1
   * @return this builder
   * @throws IllegalArgumentException if it is out of range
   */
  public B epochs(int count) {
    Range.require(count >= 1, "epochs", count, "at least 1");
    this.epochs = count;
    return self();
  }

  /**
   * Sets the balance of the classes; none by default. For a network, the images of rare classes are
   * repeated. A head is trained on all images at once, so images get weights instead of copies,
   * which gives the same loss: {@link Balance#REPLICATED} gives equal weights to the classes of the
   * tree's first level, {@link Balance#WEIGHTED} to the training classes, like {@link
   * ClassWeights#BALANCED}.
   *
   * @param rule the kind of balance
   * @return this builder
   */
  public B balance(Balance rule) {
    this.balance = rule;
    return self();
  }

  /**
   * Sets whether an unreadable image is an error; by default, it is left out and reported.
   *
   * @param fatal whether it is an error
   * @return this builder
   */
  public B strict(boolean fatal) {
    this.strict = fatal;
    return self();
  }

  /**
   * Sets the listener that receives progress.
   *
   * @param progress the listener
   * @return this builder
   */
  public B listener(TrainingListener progress) {
    this.listener = progress;
    return self();
  }
}
