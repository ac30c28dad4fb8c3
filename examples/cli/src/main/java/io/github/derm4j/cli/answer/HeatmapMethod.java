package io.github.derm4j.cli.answer;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.ensemble.EnsembleClassifier;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.explain.Heatmap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The methods for heat maps, with the settings of {@code derm explain}. */
public enum HeatmapMethod {
  /** Grad-CAM: the weighted activations of the last block. */
  GRAD_CAM,
  /** The paper's saliency: the gradient of the loss. */
  SALIENCY,
  /** The saliency of the mean gradient over noisy copies. */
  SMOOTH_GRAD,
  /** The loss of probability if a square is covered. */
  OCCLUSION;

  /**
   * The minimum input size for Grad-CAM; below it, the last block has only one or two cells on a
   * side.
   */
  public static final int LEAST_GRAD_CAM_SIZE = Explainer.LEAST_GRAD_CAM_SIZE;

  /** Why no method fits a classifier. */
  public static final String NONE_FITS =
      "the members of the ensemble have different inputs, so there is no common heat map; explain"
          + " one of them";

  private static final int SMOOTH_SAMPLES = 50;
  private static final double SMOOTH_NOISE = 0.15;

  /**
   * Returns the methods that can explain a classifier.
   *
   * @param classifier the classifier to explain
   * @return the methods, the default first; none for an ensemble of networks with different inputs
   */
  public static List<HeatmapMethod> fitting(ImageClassifier classifier) {
    if (classifier instanceof EnsembleClassifier ensemble && !ensemble.hasCommonInput()) {
      return List.of();
    }
    if (!(classifier instanceof LesionClassifier own) || !own.hasGradients()) {
      return List.of(OCCLUSION);
    }
    if (classifier.preprocessing().size() < LEAST_GRAD_CAM_SIZE) {
      return List.of(OCCLUSION, SALIENCY, SMOOTH_GRAD);
    }
    return Arrays.asList(values());
  }

  /**
   * Makes a map.
   *
   * @param classifier the classifier to explain
   * @param image a decoded image of any size
   * @param trainingClass the index of the class in the partition, from 0
   * @param seed the seed of {@link #SMOOTH_GRAD}'s noise
   * @return the map, in the size of the network's input
   */
  public Heatmap map(ImageClassifier classifier, LesionImage image, int trainingClass, long seed) {
    Explainer explainer = Explainer.of(classifier);
    return switch (this) {
      case GRAD_CAM -> explainer.gradCam(image, trainingClass);
      case SALIENCY -> explainer.saliency(image, trainingClass);
      case SMOOTH_GRAD ->
          explainer.smoothGrad(image, trainingClass, SMOOTH_SAMPLES, SMOOTH_NOISE, seed);
      case OCCLUSION -> explainer.occlusion(image, trainingClass);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
