package io.github.derm4j.model;

/** Which layers a fine-tuning changes. */
public enum TrainedLayers {
  /**
   * The softmax on top alone: the body is frozen, so every image goes through it once, and training
   * on the cached features takes seconds.
   */
  HEAD,
  /** Every layer, with one global learning rate, as in the paper (Methods). */
  ALL
}
