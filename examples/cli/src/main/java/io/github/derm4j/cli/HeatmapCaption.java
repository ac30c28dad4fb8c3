package io.github.derm4j.cli;

import io.github.derm4j.model.explain.Heatmap;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * The caption below a heat map: a description and a colour scale. It is drawn by OpenCV, because a
 * Java runtime without a desktop may have no fonts.
 */
final class HeatmapCaption {

  /** The height of the caption in pixels. */
  static final int HEIGHT = 56;

  private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;
  private static final double LARGEST = 0.5;
  private static final int MARGIN = 8;
  private static final int FIRST_LINE = 20;
  private static final int SECOND_LINE = 44;
  private static final int BAR = 12;

  private HeatmapCaption() {}

  /** Makes the caption in white with a given width. */
  @SuppressWarnings({
    "try",
    "unchecked"
  }) // The scope only needs to be closed; its constructor takes a generic array.
  static BufferedImage draw(String text, int width) {
    BufferedImage line = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    try (PointerScope scope = new PointerScope();
        Mat pixels = new Mat(HEIGHT, width, opencv_core.CV_8UC3, Scalar.all(255))) {
      write(pixels, ascii(text), MARGIN, FIRST_LINE, width - 2 * MARGIN);
      int quarter = width / 4;
      write(pixels, "support: little", MARGIN, SECOND_LINE, quarter);
      write(pixels, "much", width - quarter + MARGIN, SECOND_LINE, quarter);
      byte[] bytes = new byte[3 * HEIGHT * width];
      pixels.<ByteBuffer>createBuffer().get(bytes);
      line.getRaster().setDataElements(0, 0, width, HEIGHT, bytes);
    }
    int from = width / 4 + 2 * MARGIN;
    int to = width - width / 4;
    for (int x = from; x < to; x++) {
      int colour = Heatmap.colour((x - from) / (double) (to - from));
      for (int y = SECOND_LINE - BAR; y < SECOND_LINE; y++) {
        line.setRGB(x, y, colour);
      }
    }
    return line;
  }

  private static void write(Mat pixels, String text, int x, int y, int width) {
    try (Size size = opencv_imgproc.getTextSize(text, FONT, LARGEST, 1, new int[1]);
        Point start = new Point(x, y)) {
      double scale = LARGEST * Math.min(1, (double) width / size.width());
      opencv_imgproc.putText(
          pixels, text, start, FONT, scale, Scalar.all(0), 1, opencv_imgproc.LINE_AA, false);
    }
  }

  /** Writes a text in OpenCV's font. */
  private static String ascii(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
