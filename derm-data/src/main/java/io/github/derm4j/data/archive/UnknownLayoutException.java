package io.github.derm4j.data.archive;

import java.io.IOException;

/**
 * Thrown if the data do not have the layout of a reader: its table is missing, or no folder is one
 * of its classes. Another reader may fit. For any other failure, where the reader recognised the
 * data but can't read them, the {@link IOException} has another class.
 */
public final class UnknownLayoutException extends IOException {

  private static final long serialVersionUID = 1L;

  UnknownLayoutException(String message) {
    super(message);
  }

  UnknownLayoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
