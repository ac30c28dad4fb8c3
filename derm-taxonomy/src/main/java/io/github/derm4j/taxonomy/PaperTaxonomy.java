package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Set;

/**
 * The published upper part of the paper's taxonomy: a root, the three nodes of its first level and
 * the nine of its second. The 2,032 diseases below them were never published.
 *
 * <p>The names and numbers of the nine are those of the paper's Extended Data and of the
 * Fitzpatrick17k table (Groh et al. 2021), whose shorter labels are kept as synonyms.
 */
public final class PaperTaxonomy {

  /** The name and id of the root. */
  public static final String ROOT = "skin disease";

  private static final DiseaseTaxonomy TREE;
  private static final ImmutableList<DiseaseNode> THREE;
  private static final ImmutableList<DiseaseNode> NINE;

  static {
    THREE =
        ImmutableList.of(
            DiseaseNode.of("benign", "benign"),
            DiseaseNode.of("malignant", "malignant"),
            DiseaseNode.of("non-neoplastic", "non-neoplastic"));
    NINE =
        ImmutableList.of(
            nine(
                0,
                "cutaneous-lymphoma",
                "cutaneous lymphoma and lymphoid infiltrates",
                "malignant cutaneous lymphoma"),
            nine(1, "benign-dermal", "benign dermal tumors, cysts, sinuses", "benign dermal"),
            nine(2, "malignant-dermal", "malignant dermal tumor", "malignant dermal"),
            nine(
                3,
                "benign-epidermal",
                "benign epidermal tumors, hamartomas, milia, growths",
                "benign epidermal"),
            nine(
                4,
                "malignant-epidermal",
                "malignant and premalignant epidermal tumors",
                "malignant epidermal"),
            nine(5, "genodermatoses", "genodermatoses and supernumerary growths", "genodermatoses"),
            nine(6, "inflammatory", "inflammatory conditions", "inflammatory"),
            nine(7, "benign-melanocytic", "benign melanocytic lesions", "benign melanocyte"),
            nine(8, "malignant-melanoma", "malignant melanoma", "malignant melanocytic lesions"));
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder().addRoot(DiseaseNode.of(ROOT, ROOT));
    THREE.forEach(node -> builder.add(node, ROOT));
    List<String> above =
        List.of(
            "malignant",
            "benign",
            "malignant",
            "benign",
            "malignant",
            "non-neoplastic",
            "non-neoplastic",
            "benign",
            "malignant");
    for (int i = 0; i < NINE.size(); i++) {
      builder.add(NINE.get(i), above.get(i));
    }
    TREE = builder.build();
  }

  private PaperTaxonomy() {}

  private static DiseaseNode nine(int number, String id, String name, String synonym) {
    return new DiseaseNode(
        id, name, List.of(synonym), List.of("doi:10.1038/nature21056#nine-" + number));
  }

  /**
   * The tree of thirteen nodes.
   *
   * @return the root, the three and the nine
   */
  public static DiseaseTaxonomy tree() {
    return TREE;
  }

  /**
   * The first level.
   *
   * @return benign, malignant, non-neoplastic
   */
  public static List<DiseaseNode> three() {
    return THREE;
  }

  /**
   * The second level in the paper's numbering, which is not the tree's pre-order.
   *
   * @return the nine nodes, number 0 first
   */
  public static List<DiseaseNode> nine() {
    return NINE;
  }

  /**
   * The paper's task on images of epidermal (keratinocytic) lesions: malignant and premalignant
   * against benign. It applies to every tree that was grafted onto this one.
   *
   * @return the task, malignant positive
   */
  public static BinaryTask epidermal() {
    return new BinaryTask("epidermal", Set.of(NINE.get(4)), Set.of(NINE.get(3)));
  }

  /**
   * The paper's task on images of melanocytic lesions: melanoma against benign.
   *
   * @return the task, malignant positive
   */
  public static BinaryTask melanocytic() {
    return new BinaryTask("melanocytic", Set.of(NINE.get(8)), Set.of(NINE.get(7)));
  }
}
