package io.github.derm4j.model.internal;

import io.github.derm4j.taxonomy.internal.Counted;
import java.util.Locale;

/** Formats numbers for reading, independent of the locale. */
public final class Format {

  private Format() {}

  /**
   * Three decimals, as in {@code 0.912}, zero without a sign; an en dash for a value that is not
   * defined.
   */
  public static String three(double value) {
    return Double.isNaN(value)
        ? "–"
        : String.format(Locale.ROOT, "%.3f", value).replaceFirst("^-0\\.000$", "0.000");
  }

  /** A p-value, {@code < 0.001} if it is smaller. */
  public static String p(double p) {
    return p < 0.001 ? "< 0.001" : three(p);
  }

  /** A share as a percentage with one decimal. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A whole number with separated thousands, as in {@code 129,450}. */
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code count(n)} with a noun in singular or plural: {@code 1 image}, {@code 2 images}. */
  public static String count(long n, String noun) {
    return Counted.text(n, noun);
  }

  /** A duration in readable units: {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
