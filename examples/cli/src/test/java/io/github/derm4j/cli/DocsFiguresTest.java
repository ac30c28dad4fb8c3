package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PaperAugmentation;
import io.github.derm4j.data.image.WholeImage;
import io.github.derm4j.data.synthetic.SyntheticLesions;
import io.github.derm4j.metrics.BinaryScores;
import io.github.derm4j.metrics.Calibration;
import io.github.derm4j.metrics.ReaderPoint;
import io.github.derm4j.metrics.ReaderStudy;
import io.github.derm4j.metrics.RocCurve;
import io.github.derm4j.metrics.chart.ReliabilityChart;
import io.github.derm4j.metrics.chart.RocChart;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The figures of the documentation, all from synthetic data. To draw them again:
 *
 * <pre>
 * mvn -pl examples/cli -am test -Dtest=DocsFiguresTest -Dsurefire.failIfNoSpecifiedTests=false -Dderm.figures=write
 * </pre>
 */
@DisplayName("The figures in docs/images")
class DocsFiguresTest {

  private static final Path FOLDER = Path.of("..", "..", "docs", "images");
  private static final boolean WRITE = "write".equals(System.getProperty("derm.figures"));
  private static final int CASES = 400;
  private static final int READERS = 12;
  private static final int SIDE = 80;
  private static final int[] ANGLES = {0, 30, 77, 135, 180, 222, 290};

  /** Other processors may round a pixel otherwise. */
  private static final double TOLERANCE = 1;

  private static BinaryScores scores;
  private static List<ReaderPoint> readers;

  /** A network and readers who see the same cases, each through noise of their own. */
  @BeforeAll
  static void invent() {
    Random random = new Random(42);
    boolean[] malignant = new boolean[CASES];
    double[] probability = new double[CASES];
    double[] look = new double[CASES];
    for (int i = 0; i < CASES; i++) {
      malignant[i] = i % 3 == 0;
      look[i] = random.nextGaussian() + (malignant[i] ? 1.1 : -1.1);
      probability[i] = 1 / (1 + Math.exp(-1.6 * (look[i] + 0.4 * random.nextGaussian()) + 0.5));
    }
    scores = BinaryScores.of(probability, malignant);
    readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      double strictness = 0.6 * random.nextGaussian();
      boolean[] called = new boolean[CASES];
      for (int i = 0; i < CASES; i++) {
        called[i] = look[i] + 1.1 * random.nextGaussian() > strictness;
      }
      readers.add(ReaderPoint.of("reader " + (reader + 1), called, malignant));
    }
  }

  @Test
  @DisplayName("readers.svg: readers beside a curve")
  void readers() throws IOException {
    assertIsOnThePage(
        "readers.svg",
        RocChart.titled("Invented: a network and twelve readers")
            .withCurve("network", RocCurve.of(scores))
            .withReaders("readers", ReaderStudy.of(readers))
            .svg());
  }

  @Test
  @DisplayName("reliability.svg: probabilities beside what came true")
  void reliability() throws IOException {
    assertIsOnThePage(
        "reliability.svg",
        ReliabilityChart.svg("Invented: calibration", Calibration.of(scores).ofEqualCount(10)));
  }

  @Test
  @DisplayName("augmentation.png: an image, and the paper's augmentation of it")
  void augmentation() throws IOException {
    BufferedImage sheet =
        new BufferedImage((ANGLES.length + 1) * SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = sheet.createGraphics();
    try (LesionDataset dataset = SyntheticLesions.of(3).withLesions(17).dataset()) {
      String name = dataset.records().get(5).imageName();
      try (LesionImage image = ImageDecoder.decode(dataset.images().read(name), name);
          LesionImage whole = new WholeImage(SIDE).apply(image, new Random(0))) {
        canvas.drawImage(whole.toBufferedImage(), 0, 0, null);
        for (int i = 0; i < ANGLES.length; i++) {
          boolean flip = i % 2 == 1;
          try (LesionImage shown = new PaperAugmentation(SIDE).apply(image, ANGLES[i], flip)) {
            canvas.drawImage(shown.toBufferedImage(), (i + 1) * SIDE, 0, null);
          }
        }
      }
    }
    canvas.dispose();

    Path file = FOLDER.resolve("augmentation.png");
    if (WRITE) {
      ImageIO.write(sheet, "png", file.toFile());
    }
    assertThat(meanDifference(ImageIO.read(file.toFile()), sheet)).isLessThan(TOLERANCE);
  }

  private static void assertIsOnThePage(String name, String svg) throws IOException {
    Path file = FOLDER.resolve(name);
    if (WRITE) {
      Files.writeString(file, svg);
    }
    assertThat(Files.readString(file)).isEqualTo(svg);
  }

  private static double meanDifference(BufferedImage a, BufferedImage b) {
    assertThat(a.getWidth()).isEqualTo(b.getWidth());
    assertThat(a.getHeight()).isEqualTo(b.getHeight());
    long sum = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          sum += Math.abs(((a.getRGB(x, y) >> shift) & 255) - ((b.getRGB(x, y) >> shift) & 255));
        }
      }
    }
    return sum / (3.0 * a.getWidth() * a.getHeight());
  }
}
