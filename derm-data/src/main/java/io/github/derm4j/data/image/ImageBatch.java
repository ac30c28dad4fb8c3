package io.github.derm4j.data.image;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array of images that is filled one by one: normalised 32-bit floats, channels in the order
 * red, green, blue, written directly into the memory that the engine reads.
 *
 * <p>Different threads may write different images at the same time.
 */
public final class ImageBatch {

  private final INDArray features;
  private final PixelWriter writer;

  /**
   * Allocates memory for a number of images. On a CUDA backend it is pinned memory, which is fast
   * to copy and slow to allocate: allocate few, and reuse them with {@link #into}.
   *
   * @param images the number of images, at least 1
   * @param size the side of the images in pixels
   * @param layout the order of the axes
   * @param normalization the mapping from 8-bit values to numbers
   * @throws IllegalArgumentException if a number is below 1
   */
  public ImageBatch(int images, int size, Layout layout, Normalization normalization) {
    this(
        allocate(layout.shape(requireSome(images), Sizes.require(size)), true),
        layout,
        normalization);
  }

  private ImageBatch(INDArray features, Layout layout, Normalization normalization) {
    this.features = features;
    this.writer = new PixelWriter((int) features.size(2), layout, normalization);
  }

  /**
   * Writes into an existing array. The first access to new memory takes longer than normalising an
   * image.
   *
   * @param features {@code [n, 3, s, s]} or {@code [n, s, s, 3]} as {@link #features()} gave it;
   *     its contents are overwritten
   * @param layout the order of its axes
   * @param normalization the mapping from 8-bit values to numbers
   * @return a batch with the array's number and size of images
   * @throws IllegalArgumentException if the array is closed, or is not a contiguous array of 32-bit
   *     floats of such a shape
   */
  public static ImageBatch into(INDArray features, Layout layout, Normalization normalization) {
    if (features.wasClosed()
        || features.dataType() != DataType.FLOAT
        || features.isView()
        || features.ordering() != 'c'
        || features.rank() != 4
        || !Arrays.equals(features.shape(), layout.shape(features.size(0), features.size(2)))) {
      throw new IllegalArgumentException(
          "no batch of images can be written into "
              + (features.wasClosed() ? "a closed array" : features.shapeInfoToString())
              + ": it must be an array that a batch of the layout "
              + layout
              + " gave");
    }
    return new ImageBatch(features, layout, normalization);
  }

  private static int requireSome(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("a batch of " + images + " images: at least 1 is needed");
    }
    return images;
  }

  /**
   * Allocates the array outside of any workspace of the calling thread, so that it outlives the
   * workspace.
   */
  @SuppressWarnings("try") // the open scope has the effect; it is not called
  private static INDArray allocate(long[] shape, boolean pinned) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return pinned && !Nd4j.getBackend().getEnvironment().isCPU()
          ? PinnedArrays.create(shape)
          : Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    }
  }

  /**
   * Transforms images without random choices and puts them into one array, for a prediction.
   *
   * @param images images of any size, at least one
   * @param transform the transform to a common size; random choices, if any, use seed 0
   * @param layout the order of the axes
   * @param normalization the mapping from 8-bit values to numbers
   * @return {@code [n, 3, s, s]} or {@code [n, s, s, 3]}
   * @throws IllegalArgumentException if there are no images
   */
  public static INDArray stack(
      List<LesionImage> images,
      ImageTransform transform,
      Layout layout,
      Normalization normalization) {
    long[] shape = layout.shape(requireSome(images.size()), transform.size());
    ImageBatch batch = new ImageBatch(allocate(shape, false), layout, normalization);
    for (int i = 0; i < images.size(); i++) {
      try (LesionImage square = transform.apply(images.get(i), new SplittableRandom(0))) {
        batch.set(i, square);
      }
    }
    return batch.features();
  }

  /**
   * Writes one image.
   *
   * @param index its index in the batch, from 0
   * @param image an image of the batch's size
   * @throws IllegalArgumentException if the image is of another size
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public void set(int index, LesionImage image) {
    Objects.checkIndex(index, (int) features.size(0));
    writer.write(image, index, features.data().pointer());
  }

  /**
   * The array, shared with this batch.
   *
   * @return {@code [n, 3, s, s]} or {@code [n, s, s, 3]}
   */
  public INDArray features() {
    // On a CUDA backend, the numbers are in host memory until the engine copies them.
    Nd4j.getAffinityManager().tagLocation(features, AffinityManager.Location.HOST);
    return features;
  }
}
