package io.github.derm4j.model;

import io.github.derm4j.model.training.Spots;

/** Lets the tests of other packages have a {@link RandomClassifier}. */
public final class TestClassifiers {

  private TestClassifiers() {}

  /** A classifier of two training classes that has learnt nothing. */
  public static LesionClassifier random(int size, double width, long seed) {
    return RandomClassifier.of(new Spots(6, 2).partition(), size, width, seed);
  }
}
