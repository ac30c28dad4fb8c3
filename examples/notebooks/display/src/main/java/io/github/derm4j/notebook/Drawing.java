package io.github.derm4j.notebook;

/**
 * A drawing to be shown in a notebook, for instance one of the charts of derm-metrics.
 *
 * @param title what it shows, for where drawings can't be seen
 * @param svg SVG text, complete in itself
 */
public record Drawing(String title, String svg) {

  /** The title alone. */
  @Override
  public String toString() {
    return title;
  }
}
