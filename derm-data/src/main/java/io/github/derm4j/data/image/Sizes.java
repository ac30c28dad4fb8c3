package io.github.derm4j.data.image;

/** Checks the side of a result. */
final class Sizes {

  private Sizes() {}

  static int require(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "size " + size + " is not a number of pixels: it must be at least 1");
    }
    return size;
  }
}
