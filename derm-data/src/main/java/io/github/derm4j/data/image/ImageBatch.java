package io.github.derm4j.data.image;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array of pictures, filled one by one: 32-bit floats, channels in the order red, green, blue,
 * normalised, written straight into the memory that the engine reads.
 *
 * <p>Different threads may write different pictures at the same time.
 */
public final class ImageBatch {

  private final INDArray features;
  private final int size;
  private final Layout layout;
  private final float[] table;

  /**
   * Room for a number of pictures.
   *
   * @param images how many, at least 1
   * @param size their side in pixels
   * @param layout the order of the axes
   * @param normalization from eight bits to a number
   * @throws IllegalArgumentException if a number is below 1
   */
  public ImageBatch(int images, int size, Layout layout, Normalization normalization) {
    if (images < 1) {
      throw new IllegalArgumentException(
          "a batch of " + images + " pictures: at least 1 is needed");
    }
    this.size = Sizes.require(size);
    this.layout = layout;
    this.table = normalization.table();
    this.features = allocate(layout.shape(images, size));
  }

  /** The array outlives whatever workspace the calling thread happens to be in. */
  @SuppressWarnings("try") // the scope acts by being open, not by being called
  private static INDArray allocate(long[] shape) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    }
  }

  /**
   * Transforms pictures without chance and puts them into one array: what a prediction needs.
   *
   * @param images pictures of any size, at least one
   * @param transform brings them to one size; its random choices, if it has any, come from seed 0
   * @param layout the order of the axes
   * @param normalization from eight bits to a number
   * @return {@code [n, 3, s, s]} or {@code [n, s, s, 3]}
   * @throws IllegalArgumentException if there is no picture
   */
  public static INDArray of(
      List<LesionImage> images,
      ImageTransform transform,
      Layout layout,
      Normalization normalization) {
    ImageBatch batch = new ImageBatch(images.size(), transform.size(), layout, normalization);
    for (int i = 0; i < images.size(); i++) {
      try (LesionImage square = transform.apply(images.get(i), new SplittableRandom(0))) {
        batch.set(i, square);
      }
    }
    return batch.features();
  }

  /**
   * Writes one picture.
   *
   * @param index its place in the batch, from 0
   * @param image a picture of the batch's size
   * @throws IllegalArgumentException if the picture is of another size
   * @throws IndexOutOfBoundsException if there is no such place
   */
  public void set(int index, LesionImage image) {
    Objects.checkIndex(index, (int) features.size(0));
    if (image.width() != size || image.height() != size) {
      throw new IllegalArgumentException(
          image + " does not fit a batch of " + size + "×" + size + " pixels: transform it first");
    }
    byte[] bgr = image.bgrBytes();
    float[] values = new float[bgr.length];
    int pixels = size * size;
    int channelStep = layout == Layout.NCHW ? pixels : 1;
    int pixelStep = layout == Layout.NCHW ? 1 : 3;
    for (int i = 0; i < pixels; i++) {
      int to = i * pixelStep;
      values[to] = table[bgr[3 * i + 2] & 0xff];
      values[to + channelStep] = table[bgr[3 * i + 1] & 0xff];
      values[to + 2 * channelStep] = table[bgr[3 * i] & 0xff];
    }
    long offset = (long) index * values.length;
    // A pointer of its own: the position of the shared one is state that threads would race for.
    FloatPointer to = new FloatPointer(features.data().pointer()).position(offset);
    to.put(values, 0, values.length);
  }

  /**
   * The array, shared with this batch.
   *
   * @return {@code [n, 3, s, s]} or {@code [n, s, s, 3]}
   */
  public INDArray features() {
    // On a GPU's backend the numbers lie on the host's side until the engine fetches them.
    Nd4j.getAffinityManager().tagLocation(features, AffinityManager.Location.HOST);
    return features;
  }
}
