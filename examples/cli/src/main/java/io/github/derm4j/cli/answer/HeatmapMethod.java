package io.github.derm4j.cli.answer;

import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.LesionClassifier;
import io.github.derm4j.model.explain.Explainer;
import io.github.derm4j.model.explain.Heatmap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a heat map is made, with the settings of {@code derm explain}. */
public enum HeatmapMethod {
  /** Activations of the last block. */
  GRAD_CAM,
  /** The paper's gradient of the loss. */
  SALIENCY,
  /** Its mean over noisy copies. */
  SMOOTH_GRAD,
  /** What covering a square takes away. */
  OCCLUSION;

  /** Below it, the last block is a map of one or two cells a side. */
  public static final int LEAST_GRAD_CAM_SIZE = 139;

  private static final int SMOOTH_SAMPLES = 50;
  private static final double SMOOTH_NOISE = 0.15;

  /** Squares along a side of the image, each overlapping the next by half. */
  private static final int OCCLUDED = 8;

  /**
   * The methods that explain a classifier.
   *
   * @param classifier whose answers are explained
   * @return the methods, the default first
   */
  public static List<HeatmapMethod> of(ImageClassifier classifier) {
    if (!(classifier instanceof LesionClassifier)) {
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
   * @param classifier whose answer is explained
   * @param image a decoded image of any size
   * @param trainingClass the place of the class in the partition, from 0
   * @param seed the seed of {@link #SMOOTH_GRAD}'s noise
   * @return the map, of the size of the network's input
   */
  public Heatmap map(ImageClassifier classifier, LesionImage image, int trainingClass, long seed) {
    Explainer explainer = Explainer.of(classifier);
    int patch = classifier.preprocessing().size() / OCCLUDED;
    return switch (this) {
      case GRAD_CAM -> explainer.gradCam(image, trainingClass);
      case SALIENCY -> explainer.saliency(image, trainingClass);
      case SMOOTH_GRAD ->
          explainer.smoothGrad(image, trainingClass, SMOOTH_SAMPLES, SMOOTH_NOISE, seed);
      case OCCLUSION -> explainer.occlusion(image, trainingClass, patch, patch / 2);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
