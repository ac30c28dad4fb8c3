package io.github.derm4j.taxonomy.table;

import java.io.IOException;

/**
 * Thrown if a file is not a readable table, lacks a column, or has a cell with an invalid value.
 * The message names the table, the line or the column, and the remedy.
 */
public final class MalformedTableException extends IOException {

  private static final long serialVersionUID = 1;

  MalformedTableException(String message) {
    super(message);
  }

  MalformedTableException(String message, Throwable cause) {
    super(message, cause);
  }
}
