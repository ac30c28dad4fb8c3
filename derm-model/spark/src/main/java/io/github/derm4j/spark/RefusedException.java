package io.github.derm4j.spark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failure that a repetition would not resolve. Its message reaches the driver within the text of
 * the task's failure.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final Pattern IN_TEXT =
      Pattern.compile(Pattern.quote(RefusedException.class.getName()) + ": ([^\n]*)");

  RefusedException(String message, Throwable cause) {
    super(message.replace('\n', ' '), cause);
  }

  /** Extracts the message from the text of a failure, if it has one. */
  static Optional<String> in(String failure) {
    Matcher found = IN_TEXT.matcher(failure);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
