package io.github.derm4j.model.playground;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The names of the choices of a setting, as in URLs and JSON. */
final class Named {

  private Named() {}

  /** The name of a choice, such as {@code multi-gauss} for {@code MULTI_GAUSS}. */
  static String text(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <T extends Enum<T>> T find(String setting, String name, T[] choices) {
    for (T choice : choices) {
      if (choice.toString().equals(name)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        setting
            + " '"
            + name
            + "': must be one of "
            + Arrays.stream(choices).map(T::toString).collect(Collectors.joining(", ")));
  }
}
