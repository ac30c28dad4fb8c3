package io.github.derm4j.model.inception;

import java.util.ArrayList;
import java.util.List;

/** The blocks of Inception v3 from the bottom up, and which layers are in which. */
public final class InceptionBlocks {

  /** The name of the lowest block. */
  public static final String STEM = "stem";

  /** The number of the last convolution unit of each block, the stem first, then mixed0 and on. */
  private static final int[] LAST_UNIT = {5, 12, 19, 26, 30, 40, 50, 60, 70, 76, 85, 94};

  private InceptionBlocks() {}

  /** The names of the blocks: the stem, mixed0 to mixed10, and the softmax. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(STEM));
    for (int mixed = 0; mixed < LAST_UNIT.length - 1; mixed++) {
      names.add("mixed" + mixed);
    }
    names.add(InceptionV3.PREDICTIONS);
    return List.copyOf(names);
  }

  /**
   * The place of a block.
   *
   * @param block its name
   * @return its place, 0 for the stem
   * @throws IllegalArgumentException if there is no such block
   */
  public static int indexOf(String block) {
    int index = names().indexOf(block);
    if (index < 0) {
      throw new IllegalArgumentException(
          "There is no block '%s'; the blocks are %s".formatted(block, names()));
    }
    return index;
  }

  /**
   * The block that a layer is in.
   *
   * @param layer the name of a layer with parameters
   * @return the place of its block, 0 for the stem
   */
  public static int ofLayer(String layer) {
    if (layer.equals(InceptionV3.PREDICTIONS)) {
      return LAST_UNIT.length;
    }
    int unit = InceptionV3.unitNames().indexOf(layer) + 1;
    int block = 0;
    while (unit > LAST_UNIT[block]) {
      block++;
    }
    return block;
  }

  /**
   * The units in the blocks below one.
   *
   * @param block its place, 0 for the stem
   * @return the names of the units
   */
  public static List<String> unitsBelow(int block) {
    return block == 0 ? List.of() : InceptionV3.unitNames().subList(0, LAST_UNIT[block - 1]);
  }
}
