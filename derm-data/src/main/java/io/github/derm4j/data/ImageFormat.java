package io.github.derm4j.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The supported formats of image files. The content of a file determines its format. The file
 * extension only marks it as a possible image, and is removed to get an id.
 */
public enum ImageFormat {
  /** JPEG, baseline and progressive. */
  JPEG("jpg", "jpeg", "jpe", "jfif"),
  /** PNG. */
  PNG("png"),
  /** Windows bitmap. */
  BMP("bmp", "dib"),
  /** WebP, one frame. */
  WEBP("webp"),
  /** TIFF, the first page. */
  TIFF("tif", "tiff");

  /** The number of bytes at the start of a file that {@link #of} needs. */
  public static final int HEAD = 16;

  /** File extensions of unsupported image formats; such a file is reported, never ignored. */
  private static final List<String> OTHERS =
      List.of(
          "gif", "heic", "heif", "avif", "jp2", "j2k", "jxl", "dcm", "dicom", "svg", "psd", "raw",
          "dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "exr", "hdr", "pbm", "pgm", "ppm", "pnm",
          "tga", "ico", "ndpi", "svs");

  /** The extensions between spaces, in one immutable text. */
  private final String endings;

  ImageFormat(String... endings) {
    this.endings = " " + String.join(" ", endings) + " ";
  }

  /**
   * Detects the format from the first bytes of a file.
   *
   * @param head the first {@value #HEAD} bytes, or the whole file
   * @return empty if it is none of these formats
   */
  public static Optional<ImageFormat> of(byte[] head) {
    if (starts(head, "ffd8")) {
      return Optional.of(JPEG);
    }
    if (starts(head, "89504e470d0a1a0a")) {
      return Optional.of(PNG);
    }
    if (starts(head, "49492a00")
        || starts(head, "4d4d002a")
        || starts(head, "49492b00")
        || starts(head, "4d4d002b")) {
      return Optional.of(TIFF);
    }
    if (starts(head, "52494646") && text(head, 8, 4).equals("WEBP")) {
      return Optional.of(WEBP);
    }
    // "BM" alone could begin a text; the two reserved fields after the file's size are 0.
    if (starts(head, "424d") && head.length >= 10 && head[6] == 0 && head[7] == 0) {
      return Optional.of(BMP);
    }
    return Optional.empty();
  }

  /**
   * Detects an unsupported format from the first bytes or the file extension.
   *
   * @param head the first {@value #HEAD} bytes, or the whole file
   * @param name the file's name
   * @return for instance {@code GIF} or {@code HEIC}; empty if it does not appear to be an image
   */
  public static Optional<String> unreadable(byte[] head, String name) {
    if (text(head, 0, 4).equals("GIF8")) {
      return Optional.of("GIF");
    }
    String brand = text(head, 4, 8);
    if (brand.startsWith("ftyphe") || brand.equals("ftypmif1") || brand.equals("ftypmsf1")) {
      return Optional.of("HEIC");
    }
    if (brand.startsWith("ftypavi")) {
      return Optional.of("AVIF");
    }
    if (brand.startsWith("JXL ")) {
      return Optional.of("JPEG XL");
    }
    if (brand.startsWith("jP  ")) {
      return Optional.of("JPEG 2000");
    }
    String ending = ending(name);
    return OTHERS.contains(ending)
        ? Optional.of(ending.toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  /**
   * Returns whether a file name has the extension of a supported format, in any case.
   *
   * @param name a file's name
   * @return true for {@code a.JPG}
   */
  public static boolean hasEnding(String name) {
    String ending = ending(name);
    return Arrays.stream(values()).anyMatch(format -> format.endings.contains(" " + ending + " "));
  }

  /**
   * Returns whether a file name has an extension of this format, in any case.
   *
   * @param name a file's name or path
   * @return true for {@code a.JPG}, if this is {@link #JPEG}
   */
  public boolean isEndingOf(String name) {
    return endings.contains(" " + ending(name) + " ");
  }

  /**
   * Removes the extension of a supported format from a file name.
   *
   * @param name a file's name, or an id
   * @return the name without its extension; the name itself if it has no such extension
   */
  public static String stem(String name) {
    return hasEnding(name) ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  /**
   * Lists the formats for messages.
   *
   * @return {@code JPEG, PNG, BMP, WEBP, TIFF}
   */
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  private static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/') ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean starts(byte[] head, String hex) {
    byte[] mark = HexFormat.of().parseHex(hex);
    return head.length >= mark.length && Arrays.equals(head, 0, mark.length, mark, 0, mark.length);
  }

  private static String text(byte[] head, int from, int length) {
    return head.length < from + length
        ? ""
        : new String(head, from, length, StandardCharsets.ISO_8859_1);
  }
}
