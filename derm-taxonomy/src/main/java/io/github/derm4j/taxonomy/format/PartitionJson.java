package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DroppedImages;
import io.github.derm4j.taxonomy.PartitionRule;
import io.github.derm4j.taxonomy.TrainingClass;
import io.github.derm4j.taxonomy.format.JsonDocuments.Required;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A partition as a JSON document, version 1.
 *
 * <pre>{@code
 * {
 *   "format": "derm4j-partition",
 *   "version": 1,
 *   "taxonomy": "the content hash of the taxonomy that was divided",
 *   "rule": "exhaustive",
 *   "maxClassSize": 1000,
 *   "strictlyBelow": false,
 *   "classes": [
 *     {"id": "nevus", "name": "nevus", "kind": "subtree", "top": "nevus", "images": 812,
 *      "nodes": ["nevus", "blue nevus"]}
 *   ],
 *   "dropped": [{"node": "benign", "images": 7}]
 * }
 * }</pre>
 *
 * <p>The rule is {@code literal} or {@code exhaustive}, a kind {@code subtree}, {@code large_leaf}
 * or {@code own_images}. The classes are in the order of the network's outputs.
 */
public final class PartitionJson {

  private static final String FORMAT = "derm4j-partition";
  private static final int VERSION = 1;

  private PartitionJson() {}

  private record Document(
      @Required String format,
      @Required int version,
      @Required String taxonomy,
      @Required String rule,
      @Required int maxClassSize,
      @Required boolean strictlyBelow,
      @Required List<Entry> classes,
      @Required List<Loss> dropped) {}

  private record Entry(
      @Required String id,
      @Required String name,
      @Required String kind,
      @Required String top,
      @Required long images,
      @Required List<String> nodes) {}

  private record Loss(@Required String node, @Required long images) {}

  /**
   * Writes a partition.
   *
   * @param partition the training classes
   * @return the document, indented, with a line feed at its end
   */
  public static String write(DiseasePartition partition) {
    List<Entry> classes =
        partition.classes().stream()
            .map(
                each ->
                    new Entry(
                        each.id(),
                        each.name(),
                        lowerCase(each.kind()),
                        each.top().id(),
                        each.images(),
                        ids(each.nodes())))
            .toList();
    List<Loss> dropped =
        partition.dropped().stream()
            .map(loss -> new Loss(loss.node().id(), loss.images()))
            .toList();
    return JsonDocuments.write(
        new Document(
            FORMAT,
            VERSION,
            partition.taxonomy().contentHash(),
            lowerCase(partition.rule()),
            partition.maxClassSize(),
            partition.isStrict(),
            classes,
            dropped));
  }

  /**
   * Reads a partition of a taxonomy.
   *
   * @param json the document
   * @param taxonomy the tree that was divided
   * @return the training classes
   * @throws IllegalArgumentException if the document is malformed, of another format or version, or
   *     of another taxonomy, or its classes do not fit the taxonomy
   */
  public static DiseasePartition read(String json, DiseaseTaxonomy taxonomy) {
    Document document = JsonDocuments.read(json, FORMAT, VERSION, Document.class);
    if (!document.taxonomy().equals(taxonomy.contentHash())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the partition is of the taxonomy with the content hash %s, not of this one with %s",
              document.taxonomy(),
              taxonomy.contentHash()));
    }
    List<DiseasePartition.Bounds> bounds =
        document.classes().stream()
            .map(
                entry ->
                    new DiseasePartition.Bounds(
                        constant(TrainingClass.Kind.class, entry.kind()),
                        taxonomy.require(entry.top()),
                        entry.images()))
            .toList();
    List<DroppedImages> dropped =
        document.dropped().stream()
            .map(loss -> new DroppedImages(taxonomy.require(loss.node()), loss.images()))
            .toList();
    PartitionRule rule = constant(PartitionRule.class, document.rule());
    DiseasePartition partition;
    try {
      partition =
          DiseasePartition.of(
              taxonomy, rule, document.maxClassSize(), document.strictlyBelow(), bounds, dropped);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "; the document was altered", e);
    }
    for (TrainingClass each : partition.classes()) {
      check(document.classes().get(each.index()), each);
    }
    return partition;
  }

  /** Checks that a class agrees with its entry. */
  private static void check(Entry entry, TrainingClass read) {
    if (!read.id().equals(entry.id())
        || !read.name().equals(entry.name())
        || !ids(read.nodes()).equals(entry.nodes())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the class '%s' does not hold the nodes of a %s of '%s'; the document was altered",
              entry.id(),
              entry.kind(),
              entry.top()));
    }
  }

  private static List<String> ids(List<DiseaseNode> nodes) {
    return nodes.stream().map(DiseaseNode::id).toList();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> lowerCase(each).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        Locale.ROOT,
                        "'%s' is none of %s",
                        name,
                        Arrays.stream(type.getEnumConstants())
                            .map(PartitionJson::lowerCase)
                            .toList())));
  }
}
