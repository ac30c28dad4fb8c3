package io.github.derm4j.model.training;

/** How often the images of each class are seen in an epoch. */
public enum Balance {
  /**
   * Every image once, as in the paper, whose partition keeps the training classes near one size.
   */
  NONE("false"),
  /**
   * Every class of the tree's first level is replicated up to the size of the largest, as the
   * authors' released code does with its superclasses.
   */
  REPLICATED("true"),
  /**
   * As many images as there are, drawn with replacement so that every training class occurs equally
   * often on average.
   */
  WEIGHTED("weighted");

  private final String fact;

  Balance(String fact) {
    this.fact = fact;
  }

  /** As checkpoints and classifiers record it. */
  String fact() {
    return fact;
  }
}
