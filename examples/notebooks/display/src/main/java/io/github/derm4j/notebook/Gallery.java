package io.github.derm4j.notebook;

import static io.github.derm4j.notebook.Markup.escape;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Rows of images with captions of one or two lines, for a notebook. Immutable: each method returns
 * a changed copy.
 *
 * <p>Images are stored as JPEG to keep notebooks small.
 */
public final class Gallery {

  private static final float QUALITY = 0.9f;
  private static final int GAP = 10;
  private static final int LINE = 16;

  /** The approximate width of a character of a caption. */
  private static final double CHARACTER = 6.4;

  private final int columns;
  private final int height;
  private final List<Item> items;

  private record Item(List<String> caption, BufferedImage image) {}

  private Gallery(int columns, int height, List<Item> items) {
    this.columns = columns;
    this.height = height;
    this.items = List.copyOf(items);
  }

  /**
   * Makes an empty gallery.
   *
   * @param columns the number of columns, at least 1
   * @return the gallery
   * @throws IllegalArgumentException if the number of columns is below 1
   */
  public static Gallery ofColumns(int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("a gallery of " + columns + " columns: take at least 1");
    }
    return new Gallery(columns, 110, List.of());
  }

  /**
   * A copy with another height of all images; the default is 110.
   *
   * @param pixels the height on the screen in pixels, at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if the height is below 1
   */
  public Gallery withHeight(int pixels) {
    if (pixels < 1) {
      throw new IllegalArgumentException("images " + pixels + " pixels high: take at least 1");
    }
    return new Gallery(columns, pixels, items);
  }

  /**
   * A copy with one more image.
   *
   * @param caption the caption; a line break starts a second line
   * @param image the image, in any size
   * @return a changed copy
   */
  public Gallery with(String caption, BufferedImage image) {
    List<Item> more = new ArrayList<>(items);
    more.add(new Item(caption.lines().toList(), image));
    return new Gallery(columns, height, more);
  }

  String svg() {
    int lines = items.stream().mapToInt(item -> item.caption().size()).max().orElse(0);
    int cellHeight = height + lines * LINE + GAP;
    int cellWidth = GAP + items.stream().mapToInt(this::widthOf).max().orElse(0);
    int rows = (items.size() + columns - 1) / columns;
    StringBuilder shapes = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      append(shapes, items.get(i), i % columns * cellWidth, i / columns * cellHeight);
    }
    int width = Math.min(columns, Math.max(1, items.size())) * cellWidth;
    return Markup.svg(width, Math.max(1, rows * cellHeight), toString(), shapes);
  }

  private int widthOf(Item item) {
    int longest = item.caption().stream().mapToInt(String::length).max().orElse(0);
    return Math.max(shownWidth(item.image()), (int) Math.ceil(longest * CHARACTER));
  }

  private int shownWidth(BufferedImage image) {
    return Math.round((float) height * image.getWidth() / image.getHeight());
  }

  private void append(StringBuilder shapes, Item item, int x, int y) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" xlink:href=\"data:image/jpeg;base64,%s\"/>%n",
            x,
            y,
            shownWidth(item.image()),
            height,
            Base64.getEncoder().encodeToString(jpeg(item.image()))));
    for (int line = 0; line < item.caption().size(); line++) {
      shapes.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\">%s</text>%n",
              x,
              y + height + (line + 1) * LINE - 2,
              escape(item.caption().get(line))));
    }
  }

  private static byte[] jpeg(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    opaque.createGraphics().drawImage(image, 0, 0, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(opaque, null, null), settings);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The captions. */
  @Override
  public String toString() {
    List<String> captions = items.stream().map(item -> String.join(", ", item.caption())).toList();
    return items.size() + " images: " + String.join("; ", captions);
  }
}
