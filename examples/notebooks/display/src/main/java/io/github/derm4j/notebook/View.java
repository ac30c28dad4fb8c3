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
 * The display of an object in a notebook: its rich form, and plain text as a fallback.
 *
 * @param type the rich form's media type
 * @param rich the rich form; Base64 where the type is not text
 * @param text the same for a terminal
 */
record View(String type, String rich, String text) {

  static View html(String html, String text) {
    return new View("text/html", html, text);
  }

  /** Not as HTML: code hosts show this, but take drawings out of HTML. */
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

  /** A renderer for the kernel that shows objects of a type by such views. */
  static <T> DisplayRenderer renderer(Class<T> shown, Function<T, View> view) {
    return new DisplayRenderer() {
      @Override
      public Class<?> rendererClass() {
        return shown;
      }

      /** Both forms are always sent; the notebook chooses. */
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
