package io.github.derm4j.taxonomy.table;

import java.io.IOException;

/**
 * A file is not a table that can be read, or lacks a column, or a cell does not hold what its
 * column must hold. The message names the table, the line or the column, and the remedy.
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
