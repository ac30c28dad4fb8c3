package io.github.derm4j.taxonomy.format;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.format.JsonDocuments.Required;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A taxonomy as a JSON document, version 1.
 *
 * <pre>{@code
 * {
 *   "format": "derm4j-taxonomy",
 *   "version": 1,
 *   "contentHash": "64 hexadecimal digits",
 *   "nodes": [
 *     {"id": "skin", "name": "skin disease"},
 *     {"id": "mel", "name": "melanoma", "parent": "skin",
 *      "synonyms": ["malignant melanoma"], "crossReferences": ["ICD10CM:C43"]}
 *   ]
 * }
 * }</pre>
 *
 * <p>The nodes are flat and name their parent by its id; the root has none. They are written in
 * pre-order and read in any order. {@code synonyms}, {@code crossReferences} and {@code
 * contentHash} may be absent; a content hash that does not match the nodes is refused, because the
 * document was altered after it was written. Unknown fields are refused too.
 */
public final class TaxonomyJson {

  private static final String FORMAT = "derm4j-taxonomy";
  private static final int VERSION = 1;

  private TaxonomyJson() {}

  private record Document(
      @Required String format,
      @Required int version,
      @JsonProperty @Nullable String contentHash,
      @Required List<Node> nodes) {}

  private record Node(
      @Required String id,
      @Required String name,
      @JsonProperty @Nullable String parent,
      @JsonProperty @JsonSetter(contentNulls = Nulls.FAIL) @Nullable List<String> synonyms,
      @JsonProperty @JsonSetter(contentNulls = Nulls.FAIL)
          @Nullable List<String> crossReferences) {}

  /**
   * Writes a taxonomy.
   *
   * @param taxonomy the tree
   * @return the document, indented, with a line feed at its end
   */
  public static String write(DiseaseTaxonomy taxonomy) {
    List<Node> nodes =
        taxonomy.nodes().stream()
            .map(
                node ->
                    new Node(
                        node.id(),
                        node.name(),
                        taxonomy.parent(node).map(DiseaseNode::id).orElse(null),
                        absentIfEmpty(node.synonyms()),
                        absentIfEmpty(node.crossReferences())))
            .toList();
    return JsonDocuments.write(new Document(FORMAT, VERSION, taxonomy.contentHash(), nodes));
  }

  /**
   * Reads a taxonomy.
   *
   * @param json the document
   * @return the tree
   * @throws InvalidTaxonomyException if the nodes do not form a tree
   * @throws IllegalArgumentException if the document is malformed, of another format or version, or
   *     altered
   */
  public static DiseaseTaxonomy read(String json) {
    Document document = JsonDocuments.read(json, FORMAT, VERSION, Document.class);
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (Node node : document.nodes()) {
      builder.add(
          new DiseaseNode(
              node.id(), node.name(), orEmpty(node.synonyms()), orEmpty(node.crossReferences())),
          node.parent() == null ? List.of() : List.of(node.parent()));
    }
    DiseaseTaxonomy taxonomy = builder.build();
    if (document.contentHash() != null && !document.contentHash().equals(taxonomy.contentHash())) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the nodes have the content hash %s, but the document says %s: it was altered after it"
                  + " was written; remove the field if that was meant",
              taxonomy.contentHash(),
              document.contentHash()));
    }
    return taxonomy;
  }

  private static @Nullable List<String> absentIfEmpty(List<String> texts) {
    return texts.isEmpty() ? null : texts;
  }

  private static List<String> orEmpty(@Nullable List<String> texts) {
    return texts == null ? List.of() : texts;
  }
}
