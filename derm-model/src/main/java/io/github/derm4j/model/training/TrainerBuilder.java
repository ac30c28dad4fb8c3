package io.github.derm4j.model.training;

import io.github.derm4j.model.inception.InceptionV3;

/**
 * The options that both trainers have.
 *
 * @param <B> the builder of one of them
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
   * Sets the size of the network's input; the paper's 299 if not set.
   *
   * @param pixels the height and width, at least 75
   * @return this builder
   * @throws IllegalArgumentException if it is less
   */
  public B size(int pixels) {
    Range.requireSize(pixels, InceptionV3.MINIMUM_SIZE);
    this.size = pixels;
    return self();
  }

  /**
   * Sets how often all training images are used. A network sees each of them 10 times if not set.
   * The solver of a head makes at most 80 iterations if not set; it ends earlier if the validation
   * loss gets no lower, and the iteration of the lowest is kept.
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
   * Sets how classes are balanced; not if not set. A network is trained on the images of a class
   * more often. A head is trained on all images at once, so an image gets a weight instead of
   * copies, which gives the same loss: {@link Balance#REPLICATED} lets the classes of the tree's
   * first level count the same, {@link Balance#WEIGHTED} the training classes, as {@link
   * ClassWeights#BALANCED} does.
   *
   * @param rule what is balanced
   * @return this builder
   */
  public B balance(Balance rule) {
    this.balance = rule;
    return self();
  }

  /**
   * Sets whether an image that can't be read ends the work; if not, it is left out and reported.
   *
   * @param fatal whether it does
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
