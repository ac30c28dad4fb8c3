package io.github.derm4j.data.archive;

import java.util.Locale;
import java.util.Optional;

/**
 * A person's decision on an image.
 *
 * @param image the id of the image
 * @param action what happens to it
 * @param label the new diagnosis; blank unless the action is {@link Action#RELABEL}
 * @param table the table that has the decision, for messages
 * @param line its line in the table, from 1
 */
public record CleaningDecision(String image, Action action, String label, String table, long line) {

  /** What happens to an image. */
  public enum Action {
    /** It stays as it is. */
    KEEP,
    /** It is left out. */
    DROP,
    /** It gets another diagnosis. */
    RELABEL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Action> named(String word) {
      for (Action action : values()) {
        if (action.toString().equalsIgnoreCase(word)) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }
  }

  /** The place of the row, for messages. */
  String place() {
    return table + ", line " + line;
  }
}
