package io.github.derm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Draws the figure of {@code docs/data.md} from the geometry that the augmentation computes. After
 * a change, copy {@code target/augmentation.svg} to {@code docs/images}, and look at it.
 */
@DisplayName("The figure of the paper's augmentation")
class GeometryFigureTest {

  private static final int WIDTH = 240;
  private static final int HEIGHT = 160;
  private static final int ANGLE = 30;
  private static final int SIDE = 160;
  private static final double PANEL = 160;

  private final PaperAugmentation augmentation = new PaperAugmentation(SIDE);

  @Test
  @DisplayName("is what the code does")
  void figure() throws IOException {
    String figure = svg();
    Files.writeString(Path.of("target/augmentation.svg"), figure);
    assertThat(Path.of("../docs/images/augmentation.svg")).hasContent(figure);
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="760" height="330" viewBox="0 0 760 330" font-family="sans-serif" \
        font-size="13" fill="#222">
        <defs>
          <clipPath id="frame"><rect width="160" height="160"/></clipPath>
          <g id="picture">
            <rect width="240" height="160" fill="#f1d3c2" stroke="#222"/>
            <path d="M70 92 C60 50 110 38 140 52 S190 78 168 108 S84 130 70 92Z" fill="#8a5a44"/>
            <circle cx="150" cy="72" r="9" fill="#3b2320"/>
            <path d="M8 22 H40 M8 22 L16 16 M8 22 L16 28" fill="none" stroke="#222"/>
          </g>
        </defs>
        <rect width="760" height="330" fill="#fff"/>
        """);
    turned(svg);
    result(svg, 390, false, "result, s × s");
    result(svg, 580, true, "flipped, with probability ½");
    InscribedRectangle inscribed = InscribedRectangle.of(WIDTH, HEIGHT, ANGLE);
    line(
        svg,
        "<text x=\"20\" y=\"312\">w × h = %d × %d, turned by α = %d°: the largest upright rectangle"
            + " measures %.1f × %.1f</text>",
        WIDTH,
        HEIGHT,
        ANGLE,
        inscribed.width(),
        inscribed.height());
    return svg.append("</svg>\n").toString();
  }

  /** The picture turned about its centre, and the corners of the result where they come from. */
  private void turned(StringBuilder svg) {
    Affine map = augmentation.map(WIDTH, HEIGHT, ANGLE, false);
    double cos = InscribedRectangle.cos(ANGLE);
    double sin = InscribedRectangle.sin(ANGLE);
    line(svg, "<g transform=\"translate(180 150)\">");
    line(
        svg,
        "<use href=\"#picture\" transform=\"rotate(%d) translate(%d %d)\"/>",
        -ANGLE,
        -WIDTH / 2,
        -HEIGHT / 2);
    StringBuilder corners = new StringBuilder();
    for (int[] corner : new int[][] {{0, 0}, {SIDE, 0}, {SIDE, SIDE}, {0, SIDE}}) {
      double x = map.x(corner[0], corner[1]) - WIDTH / 2.0;
      double y = map.y(corner[0], corner[1]) - HEIGHT / 2.0;
      corners.append(
          String.format(Locale.ROOT, "%.2f,%.2f ", x * cos + y * sin, y * cos - x * sin));
    }
    line(
        svg,
        "<polygon points=\"%s\" fill=\"none\" stroke=\"#0b5394\" stroke-width=\"2\"/>",
        corners.toString().strip());
    line(svg, "</g>");
    line(svg, "<text x=\"20\" y=\"20\">the picture, turned by α</text>");
    line(
        svg,
        "<path d=\"M325 150 H370 M370 150 L360 144 M370 150 L360 156\" fill=\"none\""
            + " stroke=\"#0b5394\" stroke-width=\"2\"/>");
    line(svg, "<text x=\"322\" y=\"138\" fill=\"#0b5394\">resize</text>");
  }

  /** The picture as the result shows it: moved back through the map. */
  private void result(StringBuilder svg, int left, boolean flip, String caption) {
    Affine m = augmentation.map(WIDTH, HEIGHT, ANGLE, flip);
    double determinant = m.a() * m.e() - m.b() * m.d();
    double a = m.e() / determinant;
    double b = -m.b() / determinant;
    double d = -m.d() / determinant;
    double e = m.a() / determinant;
    line(
        svg,
        "<g transform=\"translate(%d 70)\"><g clip-path=\"url(#frame)\"><use href=\"#picture\""
            + " transform=\"matrix(%.5f %.5f %.5f %.5f %.3f %.3f)\"/></g>",
        left,
        a,
        d,
        b,
        e,
        -(a * m.c() + b * m.f()),
        -(d * m.c() + e * m.f()));
    line(
        svg,
        "<rect width=\"%.0f\" height=\"%.0f\" fill=\"none\" stroke=\"#0b5394\""
            + " stroke-width=\"2\"/></g>",
        PANEL,
        PANEL);
    line(svg, "<text x=\"%d\" y=\"60\">%s</text>", left, caption);
  }

  private static void line(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
