package io.github.derm4j.notebook;

import java.util.List;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;

/** Displays this library's own tables and drawings. */
final class OwnDisplays {

  private OwnDisplays() {}

  static List<DisplayRenderer> renderers() {
    return List.of(
        View.renderer(DisplayTable.class, table -> View.html(table.html(), table.toString())),
        View.renderer(Drawing.class, drawing -> View.svg(drawing.svg(), drawing.toString())),
        View.renderer(Gallery.class, gallery -> View.svg(gallery.svg(), gallery.toString())));
  }
}
