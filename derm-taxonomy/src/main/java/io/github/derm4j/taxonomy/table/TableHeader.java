package io.github.derm4j.taxonomy.table;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The columns of a table, and its separator and encoding. */
final class TableHeader {

  private static final Pattern DATA = Pattern.compile("[-+]?\\d*[.,]?\\d+([eE][-+]?\\d+)?");

  private final String name;
  private final ImmutableList<String> columns;
  private final Map<String, Integer> places = new HashMap<>();
  private final char delimiter;
  private final Charset encoding;

  TableHeader(String name, List<String> columns, char delimiter, Charset encoding)
      throws MalformedTableException {
    this.name = name;
    this.columns = ImmutableList.copyOf(columns);
    this.delimiter = delimiter;
    this.encoding = encoding;
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      // R and spreadsheets give a column of row numbers a blank name.
      if (!column.isEmpty() && places.put(column, i) != null) {
        throw new MalformedTableException(
            what()
                + " has two columns called '"
                + column
                + "': rename or remove one; its header is "
                + columns);
      }
    }
  }

  String name() {
    return name;
  }

  /** The name of the table, for the beginning of a message. */
  String what() {
    return name.isEmpty() ? "the table" : "the table " + name;
  }

  ImmutableList<String> columns() {
    return columns;
  }

  char delimiter() {
    return delimiter;
  }

  Charset encoding() {
    return encoding;
  }

  boolean has(String column) {
    return places.containsKey(column);
  }

  /** The index of an existing column. */
  int find(String column) {
    return places.getOrDefault(column, -1);
  }

  int place(String column) throws MalformedTableException {
    Integer place = places.get(column);
    if (place == null) {
      throw new MalformedTableException(
          what() + " has no column '" + column + "': " + description());
    }
    return place;
  }

  String requireOneOf(List<String> names) throws MalformedTableException {
    for (String column : names) {
      if (has(column)) {
        return column;
      }
    }
    throw new MalformedTableException(
        what() + " has none of the columns " + Joiner.on(", ").join(names) + ": " + description());
  }

  private String description() {
    boolean data = columns.stream().anyMatch(column -> DATA.matcher(column).matches());
    return "it has "
        + Joiner.on(", ").join(columns)
        + (columns.size() > 1 && delimiter != ','
            ? " (separated by " + Delimiters.name(delimiter) + ")"
            : "")
        + (data ? "; its first line looks like data: does it lack a line of column names?" : "");
  }

  /** The separator and encoding of the table if they are unusual; empty for commas and UTF-8. */
  String dialect() {
    List<String> unusual = new ArrayList<>();
    if (delimiter() != ',') {
      unusual.add("separated by " + Delimiters.name(delimiter()));
    }
    if (!encoding().equals(StandardCharsets.UTF_8)) {
      unusual.add("encoded in " + encoding());
    }
    return String.join(", ", unusual);
  }
}
