package io.github.derm4j.taxonomy.internal;

import org.jspecify.annotations.Nullable;

/** The digits of messages that other libraries write in the digits of the default locale. */
public final class Digits {

  private Digits() {}

  /**
   * Writes all digits of a message as 0 to 9.
   *
   * @param message such as that of a JSON parser under an Arabic locale; may be null
   * @return the message with ASCII digits
   */
  public static String ascii(@Nullable String message) {
    StringBuilder text = new StringBuilder();
    String.valueOf(message)
        .codePoints()
        .map(each -> Character.isDigit(each) ? '0' + Character.digit(each, 10) : each)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
