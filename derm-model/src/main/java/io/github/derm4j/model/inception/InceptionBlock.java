package io.github.derm4j.model.inception;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The blocks of Inception v3 from the bottom up, with the names of Keras. */
public enum InceptionBlock {
  /** The convolutions and poolings below the first mixed block. */
  STEM(0, 5, 12),
  /** The first block of 35 × 35 features (at an input of 299 pixels). */
  MIXED0(5, 12, 11),
  /** The second block of 35 × 35 features. */
  MIXED1(12, 19, 10),
  /** The third block of 35 × 35 features. */
  MIXED2(19, 26, 9),
  /** The reduction to 17 × 17 features. */
  MIXED3(26, 30, 8),
  /** The first block of 17 × 17 features. */
  MIXED4(30, 40, 7),
  /** The second block of 17 × 17 features. */
  MIXED5(40, 50, 6),
  /** The third block of 17 × 17 features. */
  MIXED6(50, 60, 5),
  /** The fourth block of 17 × 17 features. */
  MIXED7(60, 70, 4),
  /** The reduction to 8 × 8 features. */
  MIXED8(70, 76, 3),
  /** The first block of 8 × 8 features. */
  MIXED9(76, 85, 2),
  /** The second block of 8 × 8 features, the last below the pooling. */
  MIXED10(85, 94, 1),
  /** The softmax on top of the pooled features. */
  PREDICTIONS(94, 94, 0);

  private final int unitsBelow;
  private final int unitsUpTo;
  private final int belowTop;

  InceptionBlock(int unitsBelow, int unitsUpTo, int belowTop) {
    this.unitsBelow = unitsBelow;
    this.unitsUpTo = unitsUpTo;
    this.belowTop = belowTop;
  }

  /**
   * Finds a block by its name.
   *
   * @param name such as {@code mixed6}
   * @return the block
   * @throws IllegalArgumentException if there is no such block; the message lists all
   */
  public static InceptionBlock of(String name) {
    return Arrays.stream(values())
        .filter(block -> block.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "There is no block '%s'; the blocks are %s",
                        name,
                        Arrays.stream(values())
                            .map(InceptionBlock::toString)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * Finds the block of a layer.
   *
   * @param layer the name of a layer with parameters
   * @return its block
   */
  public static InceptionBlock ofLayer(String layer) {
    if (layer.equals(InceptionV3.PREDICTIONS)) {
      return PREDICTIONS;
    }
    int unit = InceptionV3.unitNames().indexOf(layer) + 1;
    return Arrays.stream(values())
        .filter(block -> unit <= block.unitsUpTo)
        .findFirst()
        .orElseThrow();
  }

  /** {@return the names of the convolution units in the blocks below this one} */
  public List<String> unitsBelow() {
    return InceptionV3.unitNames().subList(0, unitsBelow);
  }

  /**
   * Counts the blocks between this one and the softmax on top.
   *
   * @return 0 for {@link #PREDICTIONS}, 1 for {@link #MIXED10} and so on
   */
  public int belowTop() {
    return belowTop;
  }

  /**
   * {@return the name in Keras, such as {@code mixed6}; {@code stem} for the layers below {@code
   * mixed0}}
   */
  @Override
  public String toString() {
    return this == PREDICTIONS ? InceptionV3.PREDICTIONS : name().toLowerCase(Locale.ROOT);
  }
}
