package io.github.derm4j.notebook;

/**
 * A drawing for a notebook, for instance one of the charts of derm-metrics.
 *
 * @param title the title, as alternative text
 * @param svg a self-contained SVG text
 */
public record Drawing(String title, String svg) {

  /** Returns the title. */
  @Override
  public String toString() {
    return title;
  }
}
