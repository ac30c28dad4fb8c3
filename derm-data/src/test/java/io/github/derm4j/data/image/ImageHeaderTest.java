package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.ImageFormat;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.TestImages;
import io.github.derm4j.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The header check")
class ImageHeaderTest {

  private static final byte[] JPEG = TestImages.encode(TestImages.blobs(40, 30, 1), "jpg");

  /** Where the segments of a JPEG begin, from the one after the first two bytes to the scan's. */
  private static List<Integer> segments(byte[] jpeg) {
    List<Integer> starts = new ArrayList<>();
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != 0xda) {
      starts.add(at);
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    starts.add(at);
    return starts;
  }

  private static byte[] inserted(byte[] bytes, int at, int... stray) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    for (int each : stray) {
      out.write(each);
    }
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static void assertSamePixels(byte[] changed, byte[] original, String what)
      throws IOException {
    try (LesionImage image = ImageDecoder.decode(changed, what);
        LesionImage wanted = ImageDecoder.decode(original, "original")) {
      assertThat(image.width()).isEqualTo(wanted.width());
      for (int y = 0; y < wanted.height(); y++) {
        for (int x = 0; x < wanted.width(); x++) {
          assertThat(image.rgb(x, y)).as(what).isEqualTo(wanted.rgb(x, y));
        }
      }
    }
  }

  @Test
  @DisplayName("lets stray and fill bytes pass between any two segments of a JPEG, as libjpeg does")
  void strayBytes() throws IOException {
    for (int start : segments(JPEG)) {
      assertSamePixels(inserted(JPEG, start, 0, 0, 0, 0, 0, 0, 0), JPEG, "zeros at " + start);
      assertSamePixels(inserted(JPEG, start, 0x0a), JPEG, "one byte at " + start);
      assertSamePixels(inserted(JPEG, start, 0xff, 0xff, 0xff), JPEG, "fill at " + start);
      assertSamePixels(
          inserted(JPEG, start, 0xff, 0, 0xff, 0), JPEG, "marks that are none at " + start);
    }
  }

  @Test
  @DisplayName("reads a JPEG without its end mark, since all its pixels are there")
  void noEndMark() throws IOException {
    assertThat(JPEG[JPEG.length - 1]).isEqualTo((byte) 0xd9);
    assertSamePixels(Arrays.copyOf(JPEG, JPEG.length - 2), JPEG, "open.jpg");
    byte[] cut = Arrays.copyOf(JPEG, JPEG.length - 12);
    assertThatThrownBy(() -> ImageDecoder.decode(cut, "cut.jpg").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cut.jpg is truncated");
  }

  @ParameterizedTest
  @CsvSource({".bmp,BMP", ".webp,WEBP", ".tiff,TIFF", ".png,PNG", ".jpg,JPEG"})
  @DisplayName("finds the size in every format that is read")
  void formats(String ending, ImageFormat format) throws IOException {
    byte[] bytes = encode(ending);
    ImageHeader header = ImageHeader.read(bytes, "a.jpg");
    assertThat(header).isEqualTo(new ImageHeader(format, 53, 37));
    try (LesionImage image = ImageDecoder.decode(bytes, "a.jpg")) {
      assertThat(image.width()).isEqualTo(53);
      assertThat(image.height()).isEqualTo(37);
      assertThat(image.rgb(5, 5) >> 16).isBetween(190, 210);
    }
    for (int length : new int[] {12, 30, bytes.length / 2}) {
      assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(bytes, length), "cut").close())
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cut");
    }
  }

  private static byte[] encode(String ending) {
    OpenCv.load();
    try (Scalar blue = new Scalar(50, 100, 200, 0);
        Mat image = new Mat(37, 53, opencv_core.CV_8UC3, blue);
        BytePointer out = new BytePointer()) {
      assertThat(opencv_imgcodecs.imencode(ending, image, out)).isTrue();
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  @ParameterizedTest
  @CsvSource({"GIF89a,GIF", "....ftypheic....,HEIC", "notes,''"})
  @DisplayName("names a format that is not read")
  void otherFormats(String text, String format) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ImageHeader.read(bytes, "a.jpg"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(format.isEmpty() ? "is not an image" : format)
        .hasMessageContaining("JPEG, PNG, BMP, WEBP, TIFF");
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "milk10k_160x120.zip",
        "milk10k_fullres258.zip",
        "isic_uda1_cc0_288.zip",
        "isic9_duplicates_only.zip"
      })
  @DisplayName("refuses no real image that OpenCV reads, with stray bytes or without")
  void corpus(String archive) throws IOException {
    OpenCv.load();
    int compared = 0;
    List<String> refused = new ArrayList<>();
    try (ImageSource source = ImageSource.open(SharedData.file(archive))) {
      List<String> names = source.names().stream().filter(ImageFormat::hasEnding).toList();
      for (int i = 0; i < names.size(); i += 1 + names.size() / 1500) {
        byte[] bytes = source.read(names.get(i));
        List<byte[]> variants = new ArrayList<>(List.of(bytes));
        if (ImageFormat.of(bytes).equals(java.util.Optional.of(ImageFormat.JPEG))) {
          List<Integer> starts = segments(bytes);
          int start = starts.get(1 + i % (starts.size() - 1));
          variants.add(inserted(bytes, start, 0, 1, 2));
          variants.add(inserted(bytes, start, 0xff, 0xff));
        }
        for (byte[] variant : variants) {
          compared++;
          int width = widthByOpenCv(variant);
          try {
            ImageHeader header = ImageHeader.read(variant, names.get(i));
            ImageDecoder.decode(variant, names.get(i)).close();
            // A photograph may be turned by its EXIF orientation.
            assertThat(width).isIn(header.width(), header.height());
          } catch (IOException e) {
            if (width > 0) {
              refused.add(names.get(i) + ": " + e.getMessage());
            }
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(compared).isPositive();
  }

  /** 0 if OpenCV alone does not read it. */
  private static int widthByOpenCv(byte[] bytes) {
    try (Mat encoded = DecodeBuffer.fileAlone(bytes);
        Mat image = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
      return image.empty() ? 0 : image.cols();
    }
  }
}
