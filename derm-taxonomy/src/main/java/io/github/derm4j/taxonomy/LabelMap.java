package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableMap;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Maps the labels of a public archive to the nodes of the paper's tree, {@link PaperTaxonomy}.
 *
 * <p>Each entry names its source. If a class of an archive contains diseases of several
 * second-level nodes, it is mapped to their first-level node. A label without a source is unmapped.
 */
public enum LabelMap {
  /** The seven classes of the ISIC 2018 challenge, task 3. */
  ISIC_2018,
  /** The nine columns of the ISIC 2019 challenge. */
  ISIC_2019,
  /** The seven values of {@code dx} in HAM10000. */
  HAM10000,
  /** The eleven classes of MILK10k. */
  MILK10K,
  /** The ten folders of the Edinburgh Dermofit Image Library. */
  DERMOFIT,
  /** The six values of {@code diagnostic} in PAD-UFES-20. */
  PAD_UFES_20,
  /** The nine and the three partition labels of Fitzpatrick17k. */
  FITZPATRICK17K;

  /**
   * The mapping of a label, and its source.
   *
   * @param label the label as the archive writes it
   * @param name its meaning
   * @param node the node of the paper's tree, or empty if it is unmapped
   * @param source the source of the mapping, or the reason why the label is unmapped
   */
  public record Entry(String label, String name, Optional<DiseaseNode> node, String source) {}

  /** Loads the maps on first use. */
  private static final class Bundled {
    static final Map<LabelMap, ImmutableMap<String, Entry>> ENTRIES = read();

    private static Map<LabelMap, ImmutableMap<String, Entry>> read() {
      Map<LabelMap, Map<String, Entry>> entries = new EnumMap<>(LabelMap.class);
      for (TableRow row : table()) {
        String node = row.get(3);
        Optional<DiseaseNode> place =
            node.equals("unmapped")
                ? Optional.empty()
                : Optional.of(PaperTaxonomy.tree().require(node));
        entries
            .computeIfAbsent(LabelMap.valueOf(row.get(0)), map -> new LinkedHashMap<>())
            .put(row.get(1), new Entry(row.get(1), row.get(2), place, row.get(4)));
      }
      Map<LabelMap, ImmutableMap<String, Entry>> fixed = new EnumMap<>(LabelMap.class);
      entries.forEach((map, rows) -> fixed.put(map, ImmutableMap.copyOf(rows)));
      return fixed;
    }

    private static List<TableRow> table() {
      try (InputStream bytes =
          Objects.requireNonNull(LabelMap.class.getResourceAsStream("label-maps.csv"))) {
        return TableReader.standard().read(bytes.readAllBytes(), "label-maps.csv").rows();
      } catch (IOException e) {
        throw new UncheckedIOException("the bundled label maps can't be read", e);
      }
    }
  }

  private ImmutableMap<String, Entry> byLabel() {
    return Objects.requireNonNull(Bundled.ENTRIES.get(this));
  }

  /**
   * All labels of the archive.
   *
   * @return the entries
   */
  public List<Entry> entries() {
    return byLabel().values().asList();
  }

  /**
   * The node of a label.
   *
   * @param label a label of the archive, as it writes it
   * @return the node of the paper's tree, or empty if the label is unmapped
   * @throws IllegalArgumentException if the archive has no such label
   */
  public Optional<DiseaseNode> find(String label) {
    Entry entry = byLabel().get(label);
    if (entry == null) {
      throw new IllegalArgumentException(
          name() + " has no label '" + label + "'; its labels are " + byLabel().keySet());
    }
    return entry.node();
  }

  /**
   * The paper's tree with the labels of the archive below its nodes, so that images can be counted
   * on them. A label's node has the id {@code ISIC_2019:MEL}, the label as a synonym and its
   * meaning as its name; unmapped labels are left out, and so are those that mean a node of the
   * paper itself.
   *
   * @return the tree
   */
  public DiseaseTaxonomy taxonomy() {
    DiseaseTaxonomyBuilder builder = PaperTaxonomy.tree().toBuilder();
    for (Entry entry : entries()) {
      entry
          .node()
          .filter(node -> !isNamed(node, entry.label()))
          .ifPresent(
              node ->
                  builder.add(
                      new DiseaseNode(
                          name() + ":" + entry.label(),
                          entry.name(),
                          List.of(entry.label()),
                          List.of()),
                      node.id()));
    }
    return builder.build();
  }

  private static boolean isNamed(DiseaseNode node, String label) {
    return node.name().equals(label) || node.synonyms().contains(label);
  }
}
