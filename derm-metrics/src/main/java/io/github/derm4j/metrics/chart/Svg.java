package io.github.derm4j.metrics.chart;

import java.util.Locale;

/** SVG text under construction: shapes in pixels, numbers with two decimals, text escaped. */
final class Svg {
  private final StringBuilder text = new StringBuilder(4096);

  Svg(int width, int height, String title) {
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"")
        .append(width)
        .append("\" height=\"")
        .append(height)
        .append("\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\" font-family=\"sans-serif\" font-size=\"13\">\n<title>")
        .append(escaped(title))
        .append("</title>\n");
    rectangle(0, 0, width, height, "#ffffff");
  }

  /** Escapes a text for elements and attributes alike. */
  private static String escaped(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A coordinate with at most two decimals, independent of the locale. */
  static String number(double value) {
    String fixed = String.format(Locale.ROOT, "%.2f", value);
    return fixed.replaceFirst("\\.?0+$", "");
  }

  Svg rectangle(double x, double y, double width, double height, String fill) {
    text.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    text.append("\" width=\"").append(number(width)).append("\" height=\"");
    text.append(number(height)).append("\" fill=\"").append(fill).append("\"/>\n");
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String stroke, String dashes) {
    text.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
    text.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
    text.append("\" stroke=\"").append(stroke).append('"');
    if (!dashes.isEmpty()) {
      text.append(" stroke-dasharray=\"").append(dashes).append('"');
    }
    text.append("/>\n");
    return this;
  }

  Svg circle(double x, double y, double radius, String fill, String tip) {
    text.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
    text.append("\" r=\"").append(number(radius)).append("\" fill=\"").append(fill);
    text.append("\" fill-opacity=\"0.8\"><title>")
        .append(escaped(tip))
        .append("</title></circle>\n");
    return this;
  }

  /** A line through points {@code "x,y x,y"}. */
  Svg polyline(String points, String stroke) {
    text.append("<polyline points=\"").append(points).append("\" fill=\"none\" stroke=\"");
    text.append(stroke).append("\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n");
    return this;
  }

  /** A translucent area inside points {@code "x,y x,y"}. */
  Svg polygon(String points, String fill) {
    text.append("<polygon points=\"").append(points).append("\" fill=\"").append(fill);
    text.append("\" fill-opacity=\"0.18\"/>\n");
    return this;
  }

  /** Text at a point; the anchor is start, middle or end. */
  Svg label(double x, double y, String anchor, String content, String attributes) {
    text.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
    text.append("\" text-anchor=\"").append(anchor).append('"');
    if (!attributes.isEmpty()) {
      text.append(' ').append(attributes);
    }
    text.append('>').append(escaped(content)).append("</text>\n");
    return this;
  }

  String finish() {
    return text.append("</svg>\n").toString();
  }
}
