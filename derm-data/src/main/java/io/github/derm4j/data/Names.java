package io.github.derm4j.data;

import java.text.Normalizer;
import java.util.Locale;

/**
 * How ids, labels and file names are compared, and which differences in spelling are ignored.
 *
 * <ul>
 *   <li>Unicode: composed and decomposed characters (NFC and NFD, which macOS writes) are equal.
 *   <li>Spaces: those at the ends are ignored, several are one, a no-break space is a space, and
 *       characters without width (zero-width space, byte order mark, soft hyphen, marks of
 *       direction) are ignored.
 *   <li>Case: it is ignored in a label or the name of a part. In an id or a file name it is
 *       compared first, since {@code a.jpg} and {@code A.jpg} can be two files; only an id that no
 *       file has in its own case is compared again without case.
 *   <li>Endings: an id is the same with and without the ending of an image file.
 * </ul>
 */
public final class Names {

  private Names() {}

  /**
   * A text in the form in which it is compared and shown: composed, without invisible characters,
   * with single spaces and none at the ends.
   *
   * @param text any text
   * @return the same text if it has that form already
   */
  public static String text(String text) {
    return isPlain(text) ? text : collapsed(composed(text));
  }

  /**
   * What two labels, or two names of columns or parts, are compared by: {@link #text} without case.
   *
   * @param label any text
   * @return a key, not for display
   */
  public static String key(String label) {
    // Upper case first: it makes one of letters such as ß and ss that have no capital of their own.
    return text(label).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /**
   * What two ids of images are compared by: {@link #text} without the ending of an image file.
   *
   * @param imageId an id or a file name
   * @return the id without ending, in its own case
   */
  public static String id(String imageId) {
    return ImageFormat.stem(text(imageId));
  }

  /** The composed form, NFC. */
  static String composed(String text) {
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** Whether there is nothing to do: most texts, by far, are ASCII without surplus spaces. */
  private static boolean isPlain(String text) {
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each < ' ' || each >= 0x7f || (space && each == ' ')) {
        return false;
      }
      space = each == ' ';
    }
    return text.isEmpty() || !space;
  }

  private static String collapsed(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (isInvisible(each)) {
        continue;
      }
      if (Character.isWhitespace(each) || Character.isSpaceChar(each)) {
        space = true;
        continue;
      }
      if (space && !kept.isEmpty()) {
        kept.append(' ');
      }
      space = false;
      kept.append(each);
    }
    return kept.toString();
  }

  private static boolean isInvisible(char each) {
    return each == '\u00ad'
        || each == '\ufeff'
        || (each >= '\u200b' && each <= '\u200f')
        || (each >= '\u202a' && each <= '\u202e')
        || (each >= '\u2060' && each <= '\u2064');
  }
}
