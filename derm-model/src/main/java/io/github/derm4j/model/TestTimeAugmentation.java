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

  private static final int ROWS = 1;
  private static final int COLUMNS = 2;

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
