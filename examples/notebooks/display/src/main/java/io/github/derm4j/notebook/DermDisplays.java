package io.github.derm4j.notebook;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;

/**
 * Registers the displays of all Derm4j modules on the class path of the notebook. The kernel finds
 * this class automatically.
 */
public final class DermDisplays implements DisplayProvider {

  /** Called by the kernel. */
  public DermDisplays() {}

  @Override
  public List<DisplayRenderer> getDisplayRenderers() {
    return Stream.of(
            OwnDisplays.renderers(),
            ifPresent("io.github.derm4j.metrics.RocCurve", MetricsDisplays::renderers),
            ifPresent("io.github.derm4j.taxonomy.DiseaseTaxonomy", TaxonomyDisplays::renderers),
            ifPresent("io.github.derm4j.data.LesionDataset", DataDisplays::renderers),
            ifPresent("io.github.derm4j.model.LesionClassifier", ModelDisplays::renderers))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<DisplayTransformer> getDisplayTransformers() {
    return List.of();
  }

  /**
   * Registers the displays of a module if it is present: a notebook may have derm-metrics alone.
   */
  private static List<DisplayRenderer> ifPresent(
      String type, Supplier<List<DisplayRenderer>> renderers) {
    try {
      Class.forName(type, false, DermDisplays.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      return List.of();
    }
    return renderers.get();
  }
}
