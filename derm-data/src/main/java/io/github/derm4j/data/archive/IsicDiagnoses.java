package io.github.derm4j.data.archive;

import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps the labels of older tables to the ISIC hierarchy. A label that combines several diagnoses
 * has a separate node below the deepest node that contains them all.
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

  /**
   * The codes of HAM10000 and of the challenges of 2018 and 2019, in lower case; the same code
   * means the same in all of them.
   */
  private static final Map<String, List<String>> BY_CODE =
      Map.of(
          "mel", MELANOMA,
          "nv", NEVUS,
          "bcc", BASAL_CELL_CARCINOMA,
          "ak", ACTINIC_KERATOSIS,
          "akiec", ACTINIC_KERATOSIS_OR_BOWEN,
          "bkl", BENIGN_KERATOSIS,
          "df", DERMATOFIBROMA,
          "vasc", VASCULAR,
          "scc", SQUAMOUS_CELL_CARCINOMA);

  private IsicDiagnoses() {}

  /** The path of a code, in any case; empty for an unknown code. */
  static List<String> ofCode(String code) {
    return BY_CODE.getOrDefault(Names.key(code), List.of());
  }

  /**
   * The path of a row with one column for each code, one of which is 1; empty if none or several
   * are 1.
   */
  static List<String> ofColumns(Table table, TableRow row) throws IOException {
    List<List<String>> said = new ArrayList<>();
    for (String column : table.columns()) {
      if (!ofCode(column).isEmpty() && answer(table, row, column).orElse(false)) {
        said.add(ofCode(column));
      }
    }
    return said.size() == 1 ? said.get(0) : List.of();
  }

  /**
   * Parses the cell of a class: 1 or 0, possibly as a decimal number, or R's TRUE or FALSE.
   *
   * @return empty if the answer is missing
   * @throws IOException if the cell is anything else
   */
  static Optional<Boolean> answer(Table table, TableRow row, String column) throws IOException {
    String cell = row.getOrBlank(column);
    if (Missing.LABEL.matches(cell)) {
      return Optional.empty();
    }
    if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
      return Optional.of(cell.equalsIgnoreCase("true"));
    }
    double number = row.number(column);
    if (number != 0 && number != 1) {
      throw new IOException(
          "the table "
              + table.name()
              + ", line "
              + row.line()
              + ": column '"
              + column
              + "' holds '"
              + cell
              + "', but a truth has only 0 and 1; a table of predictions can't be used as one");
    }
    return Optional.of(number == 1);
  }

  /**
   * The path of an older table's two columns.
   *
   * @param verdict {@code benign} or {@code malignant}, or blank
   * @param label the diagnosis, or blank
   * @return a path of the hierarchy if the label is known, otherwise the verdict and the label;
   *     empty if both are missing
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
