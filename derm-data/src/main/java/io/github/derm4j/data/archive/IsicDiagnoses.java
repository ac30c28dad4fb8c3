package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.table.Missing;
import java.util.List;
import java.util.Map;

/**
 * Where the labels of older tables belong in the ISIC hierarchy. Labels that lump several diagnoses
 * together get a node of their own below the narrowest node that holds them all.
 */
final class IsicDiagnoses {

  private static final String BENIGN = "Benign";
  private static final String MALIGNANT = "Malignant";
  private static final String MELANOCYTIC = "Benign melanocytic proliferations";
  private static final String EPIDERMAL = "Benign epidermal proliferations";
  private static final String MALIGNANT_EPIDERMAL = "Malignant epidermal proliferations";

  static final List<String> MELANOMA =
      List.of(MALIGNANT, "Malignant melanocytic proliferations (Melanoma)", "Melanoma, NOS");
  static final List<String> NEVUS = List.of(BENIGN, MELANOCYTIC, "Nevus");
  static final List<String> BASAL_CELL_CARCINOMA =
      List.of(
          MALIGNANT,
          "Malignant adnexal epithelial proliferations - Follicular",
          "Basal cell carcinoma");
  static final List<String> SQUAMOUS_CELL_CARCINOMA =
      List.of(MALIGNANT, MALIGNANT_EPIDERMAL, "Squamous cell carcinoma, NOS");
  static final List<String> ACTINIC_KERATOSIS =
      List.of(
          "Indeterminate", "Indeterminate epidermal proliferations", "Solar or actinic keratosis");
  static final List<String> SEBORRHEIC_KERATOSIS =
      List.of(BENIGN, EPIDERMAL, "Seborrheic keratosis");
  static final List<String> DERMATOFIBROMA =
      List.of(BENIGN, "Benign soft tissue proliferations - Fibro-histiocytic", "Dermatofibroma");

  /** HAM10000's {@code akiec}: actinic keratosis and Bowen's disease in one. */
  static final List<String> ACTINIC_KERATOSIS_OR_BOWEN =
      List.of(MALIGNANT, MALIGNANT_EPIDERMAL, "Actinic keratosis or Bowen disease");

  /** HAM10000's {@code bkl}: seborrheic keratosis, solar lentigo, lichen planus like keratosis. */
  static final List<String> BENIGN_KERATOSIS = List.of(BENIGN, EPIDERMAL, "Benign keratosis, any");

  static final List<String> VASCULAR =
      List.of(BENIGN, "Benign soft tissue proliferations - Vascular", "Vascular lesion, any");

  private static final Map<String, List<String>> BY_LABEL =
      Map.ofEntries(
          Map.entry("melanoma", MELANOMA),
          Map.entry("nevus", NEVUS),
          Map.entry("basal cell carcinoma", BASAL_CELL_CARCINOMA),
          Map.entry("squamous cell carcinoma", SQUAMOUS_CELL_CARCINOMA),
          Map.entry("actinic keratosis", ACTINIC_KERATOSIS),
          Map.entry("seborrheic keratosis", SEBORRHEIC_KERATOSIS),
          Map.entry("pigmented benign keratosis", BENIGN_KERATOSIS),
          Map.entry(
              "lichenoid keratosis", List.of(BENIGN, EPIDERMAL, "Lichen planus like keratosis")),
          Map.entry("solar lentigo", List.of(BENIGN, EPIDERMAL, "Solar lentigo")),
          Map.entry("lentigo simplex", List.of(BENIGN, MELANOCYTIC, "Lentigo simplex")),
          Map.entry("dermatofibroma", DERMATOFIBROMA),
          Map.entry("vascular lesion", VASCULAR));

  private IsicDiagnoses() {}

  /**
   * The path of an older table's two columns.
   *
   * @param verdict {@code benign} or {@code malignant}, or blank
   * @param label the diagnosis, or blank
   * @return a path of the hierarchy where the label is known, else the verdict and the label; empty
   *     if neither says more than that the value is missing
   */
  static List<String> path(String verdict, String label) {
    List<String> known = BY_LABEL.get(Names.key(label));
    if (known != null) {
      return known;
    }
    String root =
        switch (Names.key(verdict)) {
          case "benign" -> BENIGN;
          case "malignant" -> MALIGNANT;
          case "indeterminate", "indeterminate/benign", "indeterminate/malignant" ->
              "Indeterminate";
          default -> "";
        };
    if (root.isEmpty()) {
      return List.of();
    }
    return Missing.LABEL.matches(label) ? List.of(root) : List.of(root, label);
  }
}
