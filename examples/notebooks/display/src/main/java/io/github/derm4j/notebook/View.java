package io.github.derm4j.notebook;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/**
 * The display of an object in a notebook: a rich form, and plain text as a fallback.
 *
 * @param type the media type of the rich form
 * @param rich the rich form; Base64 if the type is not text
 * @param text the plain text
 */
record View(String type, String rich, String text) {

  static View html(String html, String text) {
    return new View("text/html", html, text);
  }

  /**
   * Displays a drawing as an image rather than HTML, because code hosts remove drawings from HTML.
   */
  static View svg(String svg, String text) {
    return new View("image/svg+xml", svg, text);
  }

  static View png(BufferedImage image, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new View("image/png", Base64.getEncoder().encodeToString(bytes.toByteArray()), text);
  }

  /** Makes a renderer for the kernel that displays objects of a type by views. */
  static <T> DisplayRenderer renderer(Class<T> shown, Function<T, View> view) {
    return new DisplayRenderer() {
      @Override
      public Class<?> rendererClass() {
        return shown;
      }

      /** Sends both forms, from which the notebook chooses. */
      @Override
      public boolean canRender(String mimeType) {
        return true;
      }

      @Override
      public DisplayData render(String mimeType, Object object) {
        View each = view.apply(shown.cast(object));
        DisplayData data = DisplayData.fromText(each.text());
        data.putData(each.type(), each.rich());
        return data;
      }
    };
  }
}
