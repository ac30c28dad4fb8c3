package io.github.derm4j.model.report;

import static io.github.derm4j.model.report.Html.escape;

import io.github.derm4j.model.evaluation.StudyData;
import io.github.derm4j.model.evaluation.StudyData.Omission;
import io.github.derm4j.model.evaluation.StudyData.Part;
import io.github.derm4j.model.internal.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A flow chart of the images: the number found, those left out with the reasons, and the parts that
 * the rest went to. It fits the width of a phone.
 */
final class FlowFigure {

  private static final int WIDTH = 360;
  private static final int MARGIN = 4;
  private static final int LINE = 16;
  private static final int PADDING = 8;
  private static final int GAP = 18;
  private static final int STEM = 60;
  private static final int SIDE = 110;
  private static final int LETTERS = 38;

  private final StringBuilder shapes = new StringBuilder();
  private int y = MARGIN;

  private FlowFigure() {}

  static String svg(StudyData data) {
    FlowFigure figure = new FlowFigure();
    figure.draw(data);
    return String.format(
        Locale.ROOT,
        """
        <figure class="flow"><svg viewBox="0 0 %d %d" role="img" aria-label="%s">
        %s</svg></figure>
        """,
        WIDTH,
        figure.y + MARGIN,
        escape(label(data)),
        figure.shapes);
  }

  private static String label(StudyData data) {
    return String.format(
        Locale.ROOT,
        "Flow of the images: %s found, %s left out, %s used; %s",
        Format.count(data.found()),
        Format.count(data.found() - data.used()),
        Format.count(data.used()),
        data.parts().stream()
            .map(part -> part.name() + " " + Format.count(part.images()))
            .collect(Collectors.joining(", ")));
  }

  private void draw(StudyData data) {
    long lesions = data.parts().stream().mapToLong(Part::lesions).sum();
    if (!data.omissions().isEmpty()) {
      box(
          MARGIN,
          WIDTH - 2 * MARGIN,
          List.of("found", Format.count(data.found()) + " images, files and rows"));
      List<String> reasons = new ArrayList<>();
      reasons.add(Format.count(data.found() - data.used()) + " left out");
      for (Omission omission : data.omissions()) {
        reasons.addAll(wrapped(Format.count(omission.images()) + " " + omission.reason()));
      }
      int top = y;
      y += GAP;
      int middle = y + PADDING + LINE / 2;
      box(SIDE, WIDTH - MARGIN - SIDE, reasons);
      y += GAP;
      arrow(STEM, top, STEM, y);
      arrow(STEM, middle, SIDE, middle);
    }
    box(
        MARGIN,
        WIDTH - 2 * MARGIN,
        List.of(
            "used", Format.count(data.used(), "image") + " of " + Format.count(lesions, "lesion")));
    int top = y;
    y += GAP;
    int count = Math.max(1, data.parts().size());
    int width = (WIDTH - 2 * MARGIN - (count - 1) * PADDING) / count;
    int begin = y;
    for (int i = 0; i < data.parts().size(); i++) {
      y = begin;
      int x = MARGIN + i * (width + PADDING);
      box(x, width, lines(data.parts().get(i)));
      arrow(x + width / 2, top, x + width / 2, begin);
    }
  }

  /** All parts have the same number of lines, so that the boxes end together. */
  private static List<String> lines(Part part) {
    return List.of(
        part.name(),
        Format.count(part.images(), "image"),
        Format.count(part.lesions(), "lesion"),
        part.patients() == 0 ? "no patient ids" : Format.count(part.patients(), "patient"));
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + word.length() >= LETTERS) {
        lines.add(line.toString());
        line = new StringBuilder("  ");
      }
      line.append(line.toString().isBlank() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private void box(int x, int width, List<String> lines) {
    int height = lines.size() * LINE + 2 * PADDING;
    shapes.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"node\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n",
            x,
            y,
            width,
            height));
    for (int i = 0; i < lines.size(); i++) {
      shapes.append(
          String.format(
              Locale.ROOT,
              "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
              i == 0 ? "node-name" : "node-text",
              x + PADDING + (lines.get(i).startsWith(" ") ? PADDING : 0),
              y + PADDING + LINE * i + 12,
              escape(lines.get(i).strip())));
    }
    y += height;
  }

  private void arrow(int x1, int y1, int x2, int y2) {
    String head = x1 == x2 ? "l-4,-6 h8 z" : "l-6,-4 v8 z";
    shapes.append(
        String.format(
            Locale.ROOT,
            "<path class=\"flow-line\" d=\"M%1$d,%2$d L%3$d,%4$d\"/>"
                + "<path class=\"flow-head\" d=\"M%3$d,%4$d %5$s\"/>%n",
            x1,
            y1,
            x2,
            y2,
            head));
  }
}
