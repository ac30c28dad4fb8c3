package io.github.derm4j.data;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The rules for comparing ids, labels and file names, which ignore some differences in spelling.
 *
 * <ul>
 *   <li>Unicode: composed and decomposed characters (NFC and NFD, which macOS writes) are equal.
 *   <li>Spaces: leading and trailing spaces are ignored, several spaces count as one, a no-break
 *       space counts as a space, and characters without width (zero-width space, byte order mark,
 *       soft hyphen, direction marks) are ignored.
 *   <li>Case: ignored in labels and in the names of parts. Ids and file names are first compared
 *       with case, because {@code a.jpg} and {@code A.jpg} can be two files; an id that has no
 *       match is compared again without case.
 *   <li>File extensions: an id is the same with and without the extension of an image file.
 * </ul>
 */
public final class Names {

  private Names() {}

  /**
   * Normalises a text for comparison and display: composed characters, no invisible characters,
   * single spaces, no leading or trailing spaces.
   *
   * @param text any text
   * @return the normalised text; the same object if nothing changes
   */
  public static String text(String text) {
    return isPlain(text) ? text : collapsed(composed(text));
  }

  /**
   * The key for comparing labels, or names of columns or parts: {@link #text} without case.
   *
   * @param label any text
   * @return a key, not for display
   */
  public static String key(String label) {
    // Upper case first: it unifies letters without their own capital, such as ß and ss.
    return text(label).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /**
   * The key for comparing the ids of images: {@link #text} without the extension of an image file.
   *
   * @param imageId an id or a file name
   * @return the id without extension, its case unchanged
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

  /** Returns whether a text is already normalised: most texts are ASCII without surplus spaces. */
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
