package io.github.derm4j.metrics;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises unknown keys of cases. The words are those of {@code Missing.ID} in derm-taxonomy, on
 * which this module does not depend; a test in another module compares both.
 */
final class MissingKeys {

  private static final Set<String> WORDS =
      Set.of(
          "",
          "?",
          "na",
          "n/a",
          "n.a.",
          "#n/a",
          "nan",
          "null",
          "none",
          "missing",
          "unknown",
          "-",
          "--",
          ".",
          "#na",
          "#n/a n/a",
          "<na>",
          "-nan",
          "nat",
          "1.#ind",
          "-1.#ind",
          "1.#qnan",
          "-1.#qnan",
          "#null!",
          "#value!",
          "#ref!",
          "#div/0!",
          "#num!",
          "#name?");

  private MissingKeys() {}

  static boolean matches(@Nullable Object key) {
    if (key instanceof CharSequence text) {
      String stripped = text.toString().replace('\u00a0', ' ').strip();
      return WORDS.contains(stripped.toLowerCase(Locale.ROOT));
    }
    return key == null
        || (key instanceof Double number && number.isNaN())
        || (key instanceof Float single && single.isNaN())
        || (key instanceof Optional<?> optional
            && (optional.isEmpty() || matches(optional.orElseThrow())));
  }
}
