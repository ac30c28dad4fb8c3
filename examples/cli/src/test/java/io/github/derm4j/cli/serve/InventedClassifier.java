package io.github.derm4j.cli.serve;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.Classification;
import io.github.derm4j.model.ClassifierFacts;
import io.github.derm4j.model.ImageClassifier;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.Preprocessing;
import io.github.derm4j.model.TestTimeAugmentation;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.Arrays;
import java.util.List;

/**
 * A classifier without a network, for tests of the server: its answer depends on the image's middle
 * alone, and a class has a name that would act in a careless page.
 */
final class InventedClassifier implements ImageClassifier {

  static final String EVIL = "<script>document.title='acted'</script>";

  private static final DiseasePartition PARTITION = made();
  private static final Preprocessing PREPROCESSING =
      Preprocessing.wholeImage(75, Normalization.MINUS_ONE_TO_ONE);

  private static DiseasePartition made() {
    DiseaseTaxonomy tree =
        DiseaseTaxonomy.fromPaths(
            List.of(
                List.of("skin lesion", "malignant", "melanoma"),
                List.of("skin lesion", "malignant", EVIL),
                List.of("skin lesion", "benign", "nevus & co. \"quoted\"")));
    return DiseasePartition.ofClasses(tree, tree.leaves().stream().map(each -> each.id()).toList());
  }

  @Override
  public Classification classify(LesionImage image) {
    return new Classification(PARTITION, probabilities(List.of(image))[0]);
  }

  @Override
  public float[][] probabilities(List<LesionImage> images) {
    return images.stream()
        .map(image -> probabilities(image.rgb(image.width() / 2, image.height() / 2) & 0xff))
        .toArray(float[][]::new);
  }

  @Override
  public float[][] probabilities(float[] pixels) {
    int n = PREPROCESSING.images(pixels);
    float[][] rows = new float[n][];
    for (int i = 0; i < n; i++) {
      float middle = pixels[pixels.length / n * i + pixels.length / n / 2];
      rows[i] = probabilities((int) (127 * (middle + 1)));
    }
    return rows;
  }

  private static float[] probabilities(int blue) {
    float first = 0.5f + blue / 1024f;
    float[] probabilities = new float[PARTITION.classes().size()];
    Arrays.fill(probabilities, (1 - first) / (probabilities.length - 1));
    for (int i = 0; i < probabilities.length; i++) {
      if (PARTITION.classes().get(i).name().equals(EVIL)) {
        probabilities[i] = first;
      }
    }
    return probabilities;
  }

  @Override
  public float[][] features(List<LesionImage> images) {
    return images.stream()
        .map(image -> new float[] {1, image.width(), image.height()})
        .toArray(float[][]::new);
  }

  @Override
  public Predictions probabilities(
      List<LesionRecord> records, ImageSource images, ProgressListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ClassifierFacts facts() {
    return ClassifierFacts.of(PARTITION);
  }

  @Override
  public ImageClassifier with(TestTimeAugmentation views) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TestTimeAugmentation views() {
    return TestTimeAugmentation.NONE;
  }

  @Override
  public Preprocessing preprocessing() {
    return PREPROCESSING;
  }
}
