package io.github.derm4j.model.internal.onednn;

import java.util.List;

/**
 * Operations of a network that compute some of the images at a time, from one array of all images
 * to another.
 *
 * @param operations the operations in order
 * @param images the number of images that they compute at a time
 * @param from the array that the first ones read, of this number of images
 * @param to the array that the last one writes, of this number of images
 * @param target the address of the array of all images that the stage fills
 */
record Stage(List<Primitive> operations, long images, Memory from, Memory to, long target) {

  /**
   * Runs the operations.
   *
   * @param source the address of the array of all images that the stage reads
   * @param count the number of images to compute; it is rounded up to whole turns
   */
  void run(Stream stream, long source, long count) {
    long turns = (count + images - 1) / images;
    for (long turn = 0; turn < turns; turn++) {
      from.moveTo(source + turn * from.bytes());
      to.moveTo(target + turn * to.bytes());
      stream.run(operations);
    }
  }
}
