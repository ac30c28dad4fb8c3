package io.github.derm4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("The check of native memory")
final class NativeMemoryTest {

  private static final long AT_ONCE = 1;

  private static @Nullable INDArray ofTheClass;

  @AfterEach
  void forgive() {
    OpenCvObjects.forgive();
  }

  @Test
  @DisplayName("surrounds each test class of the module without being named there")
  void registered() {
    assertThat(NativeMemory.watched()).isEqualTo(NativeMemoryTest.class);
  }

  @Test
  @DisplayName("fails for matrices and rectangles that are open, and not after they are closed")
  void open() {
    Map<String, Long> before = NativeMemory.open();
    try (Mat matrix = new Mat(2, 2, opencv_core.CV_8UC3);
        Mat view = matrix.row(1);
        Rect rectangle = new Rect(0, 0, 1, 1)) {
      assertThat(view.cols()).isEqualTo(rectangle.width() + 1);
      assertThatThrownBy(() -> NativeMemory.check(NativeMemoryTest.class, before, AT_ONCE))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("NativeMemoryTest left native memory behind")
          .hasMessageEndingWith("{Mat=2, Rect=1}");
    }
    assertThatCode(() -> NativeMemory.check(NativeMemoryTest.class, before, AT_ONCE))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("fails for a matrix that the garbage collector released in place of the code")
  void collected() {
    Map<String, Long> before = NativeMemory.open();
    forget();
    System.gc();
    assertThatThrownBy(() -> NativeMemory.check(NativeMemoryTest.class, before, AT_ONCE))
        .hasMessageEndingWith("{Mat=1}");
  }

  @SuppressWarnings("resource") // The leak.
  private static void forget() {
    assertThat(new Mat(2, 2, opencv_core.CV_8UC3).cols()).isEqualTo(2);
  }

  @Test
  @DisplayName("fails for an array that something refers to, other than a field of the class")
  void arrays() {
    Nd4j.zeros(DataType.FLOAT, 1);
    Map<String, Long> before = NativeMemory.open();
    ofTheClass = Nd4j.zeros(DataType.FLOAT, 1000);
    INDArray kept = Nd4j.zeros(DataType.FLOAT, 1000);
    assertThatThrownBy(() -> NativeMemory.check(NativeMemoryTest.class, before, AT_ONCE))
        .hasMessageEndingWith("{array=1}");
    assertThat(ofTheClass).isNull();
    kept.close();
    assertThatCode(() -> NativeMemory.check(NativeMemoryTest.class, before, AT_ONCE))
        .doesNotThrowAnyException();
  }
}
