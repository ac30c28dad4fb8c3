package io.github.derm4j.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What computes the features of a {@link FeatureExtractor}: Inception v3, or an ONNX network. */
interface FeatureBody {

  /**
   * Computes features.
   *
   * @param images {@code [n, size, size, 3]}, RGB, in the range of the preprocessing
   * @return {@code [n, length()]}
   */
  INDArray features(INDArray images);

  /** Computes features that do not depend, bit for bit, on which images are computed together. */
  INDArray featuresOfGroup(INDArray images);

  /** Releases the native memory of computations. */
  void release();

  /** A copy for several threads at once. */
  FeatureBody withSessions(int sessions);

  /** The number of features of an image. */
  int length();
}
