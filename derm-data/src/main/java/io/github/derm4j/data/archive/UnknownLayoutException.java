package io.github.derm4j.data.archive;

import java.io.IOException;

/**
 * The data don't have the layout of a reader: its table is not there, or no folder is one of its
 * classes. Another reader may fit. Everything else that is wrong is an {@link IOException} of
 * another class: the reader recognised its data, but can't read them.
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
