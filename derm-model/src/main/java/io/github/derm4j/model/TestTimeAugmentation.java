package io.github.derm4j.model;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The views of an image whose probabilities are averaged. A lesion has no orientation, so its
 * mirror images and rotations by 90 degrees are equally valid.
 */
public enum TestTimeAugmentation {
  /** The unchanged image. */
  NONE,
  /** The image and its mirror images: horizontal, vertical, and both. Four times the work. */
  FLIPS,
  /**
   * The eight symmetries of the square: mirror images and rotations by 90 degrees. Eight times the
   * work.
   */
  FLIPS_AND_ROTATIONS;

  /** The number of views with mirror images only. */
  private static final int FLIPPED = 4;

  private static final int ROWS = 1;
  private static final int COLUMNS = 2;

  /**
   * Finds the views by their number.
   *
   * @param count 1, 4 or 8
   * @return the views
   * @throws IllegalArgumentException if it is another number
   */
  public static TestTimeAugmentation of(int count) {
    return switch (count) {
      case 1 -> NONE;
      case FLIPPED -> FLIPS;
      case 2 * FLIPPED -> FLIPS_AND_ROTATIONS;
      default ->
          throw new IllegalArgumentException("views = " + count + ": an image has 1, 4 or 8 views");
    };
  }

  /** {@return the number of views, with the image itself} */
  public int count() {
    return this == NONE ? 1 : this == FLIPS ? FLIPPED : 2 * FLIPPED;
  }

  /**
   * Makes the views of images {@code [n, s, s, 3]}, each of the same shape; the first is the
   * original.
   */
  List<INDArray> views(INDArray images) {
    List<INDArray> views = new ArrayList<>(List.of(images));
    if (this == NONE) {
      return views;
    }
    addFlips(views, images);
    if (this == FLIPS_AND_ROTATIONS) {
      INDArray transposed = images.permute(0, 2, 1, 3).dup('c');
      views.add(transposed);
      addFlips(views, transposed);
    }
    return views;
  }

  /**
   * The views as orders of the pixels of a square, for images that are not arrays of ND4J.
   *
   * @param size the height and width in pixels
   * @return for each view, the index of the original pixel at each pixel, by rows; the first view
   *     is the original
   */
  public int[][] pixelOrders(int size) {
    int[][] orders = new int[count()][size * size];
    for (int view = 0; view < orders.length; view++) {
      boolean transposed = view >= FLIPPED;
      boolean rows = view % 2 == 1;
      boolean columns = view % FLIPPED >= 2;
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          int row = rows ? size - 1 - y : y;
          int column = columns ? size - 1 - x : x;
          orders[view][y * size + x] = transposed ? column * size + row : row * size + column;
        }
      }
    }
    return orders;
  }

  private static void addFlips(List<INDArray> views, INDArray images) {
    views.add(reverse(images, ROWS));
    views.add(reverse(images, COLUMNS));
    views.add(reverse(images, ROWS, COLUMNS));
  }

  private static INDArray reverse(INDArray images, int... dimensions) {
    return Nd4j.exec(
        DynamicCustomOp.builder("reverse")
            .addInputs(images)
            .addOutputs(Nd4j.createUninitialized(images.dataType(), images.shape(), 'c'))
            .addIntegerArguments(dimensions)
            .build())[0];
  }
}
