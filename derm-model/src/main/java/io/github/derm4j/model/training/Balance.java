package io.github.derm4j.model.training;

/** The frequency of the images of each class in an epoch. */
public enum Balance {
  /**
   * Every image once, as in the paper, whose partition keeps the training classes at similar sizes.
   */
  NONE("false"),
  /**
   * Every class of the tree's first level is replicated up to the size of the largest, as in the
   * authors' released code for its superclasses.
   */
  REPLICATED("true"),
  /**
   * The same number of images, drawn with replacement so that every training class occurs equally
   * often on average.
   */
  WEIGHTED("weighted");

  private final String fact;

  Balance(String fact) {
    this.fact = fact;
  }

  /** The name in checkpoints and classifiers. */
  String fact() {
    return fact;
  }
}
