package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("Test-time augmentation")
class TestTimeAugmentationTest {

  private static final int SIZE = 4;

  @ParameterizedTest
  @CsvSource({"NONE, 1", "FLIPS, 4", "FLIPS_AND_ROTATIONS, 8"})
  @DisplayName("makes different views; the first is the image")
  void views(TestTimeAugmentation augmentation, int count) {
    INDArray image = image();

    List<INDArray> views = augmentation.views(image);

    Set<List<Float>> different = new HashSet<>();
    for (INDArray view : views) {
      assertThat(view.shape()).isEqualTo(image.shape());
      different.add(pixels(view));
    }
    assertThat(views.get(0)).isSameAs(image);
    assertThat(different).hasSize(count).hasSameSizeAs(views);
  }

  @Test
  @DisplayName("has all eight symmetries of the square: each view's views are the same eight")
  void group() {
    Set<List<Float>> ofImage = viewsOf(image());

    for (INDArray view : TestTimeAugmentation.FLIPS_AND_ROTATIONS.views(image())) {
      assertThat(viewsOf(view)).isEqualTo(ofImage);
    }
  }

  @Test
  @DisplayName("keeps colours together and images apart")
  void coloursAndImages() {
    INDArray two = Nd4j.concat(0, image(), image().mul(-1));

    for (INDArray view : TestTimeAugmentation.FLIPS_AND_ROTATIONS.views(two)) {
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          float red = view.getFloat(0, y, x, 0);
          assertThat(view.getFloat(0, y, x, 1)).isEqualTo(red + 1);
          assertThat(view.getFloat(1, y, x, 0)).isEqualTo(-red);
        }
      }
    }
  }

  @Test
  @DisplayName("averages the probabilities of the views")
  void averages() throws IOException {
    Spots spots = new Spots(6, 2);
    LesionClassifier plain = RandomClassifier.of(spots.partition(), 75, 0.0625, 3);
    LesionClassifier averaging = plain.with(TestTimeAugmentation.FLIPS_AND_ROTATIONS);
    try (LesionImage image = ImageDecoder.decode(spots.images().read("spot000.png"), "spot")) {
      INDArray pixels = plain.preprocessing().apply(List.of(image));
      INDArray sum = Nd4j.zeros(DataType.FLOAT, 1, 2);
      for (INDArray view : TestTimeAugmentation.FLIPS_AND_ROTATIONS.views(pixels)) {
        sum.addi(plain.probabilities(view));
      }

      float[] answer = averaging.classify(image).probabilities();

      assertThat(answer).containsExactly(sum.div(8).toFloatVector(), within(1e-6f));
      assertThat(answer).isNotEqualTo(plain.classify(image).probabilities());
    }
  }

  private static Set<List<Float>> viewsOf(INDArray image) {
    Set<List<Float>> views = new HashSet<>();
    for (INDArray view : TestTimeAugmentation.FLIPS_AND_ROTATIONS.views(image)) {
      views.add(pixels(view));
    }
    return views;
  }

  private static List<Float> pixels(INDArray array) {
    return Floats.asList(array.dup('c').data().asFloat());
  }

  private static INDArray image() {
    return Nd4j.arange(SIZE * SIZE * 3L).castTo(DataType.FLOAT).reshape(1, SIZE, SIZE, 3);
  }
}
