package io.github.derm4j.spark;

import io.github.derm4j.data.image.LesionImage;
import java.io.Serializable;

/** Computes the features on an executor. */
interface FeatureSource extends Serializable {
  HadoopSettings settings();

  String sha256();

  float[] features(LesionImage image);
}
