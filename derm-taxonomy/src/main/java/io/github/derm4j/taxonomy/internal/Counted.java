package io.github.derm4j.taxonomy.internal;

import java.util.Locale;

/** Formats numbers with a noun in singular or plural, for messages that count. */
public final class Counted {

  private Counted() {}

  /**
   * {@code 1 image}, {@code 2 images}, {@code 1,234 images}.
   *
   * @param n the number
   * @param noun the noun, in the singular
   * @return the number with the noun
   */
  public static String text(long n, String noun) {
    return text(n, noun, noun(2, noun));
  }

  /**
   * A number followed by the words for one or for several: {@code 1 row is}, {@code 2 rows are}.
   *
   * @param n the number
   * @param one the words after 1
   * @param several the words after any other number
   * @return the number with these words
   */
  public static String text(long n, String one, String several) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : several);
  }

  /**
   * The noun alone in singular or plural: {@code image} for 1, {@code images} for any other number.
   *
   * @param n the number
   * @param noun the noun, in the singular
   * @return the noun in singular or plural
   */
  public static String noun(long n, String noun) {
    if (n == 1) {
      return noun;
    }
    return noun.endsWith("diagnosis")
        ? noun.substring(0, noun.length() - 2) + "es"
        : noun + (noun.endsWith("s") ? "es" : "s");
  }
}
