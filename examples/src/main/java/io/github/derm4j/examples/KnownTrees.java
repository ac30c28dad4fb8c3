package io.github.derm4j.examples;

/** Families of disease trees: which tasks they allow, and how finely they are divided. */
enum KnownTrees {
  /** The ISIC Archive's hierarchy of diagnoses. */
  ISIC("isic", 350),
  /** Below the paper's three and nine nodes. */
  PAPER("paper", 1000);

  /** For a help text; what {@link #maxClassSize} says. */
  static final String MAX_CLASS_SIZES =
      "350 for the ISIC tree (milk10k, isic, ham10000), so that nevus, melanoma, basal cell"
          + " carcinoma and the keratoses are classes of their own; 1000, the paper's, for others.";

  private final String tasks;
  private final int maxClassSize;

  KnownTrees(String tasks, int maxClassSize) {
    this.tasks = tasks;
    this.maxClassSize = maxClassSize;
  }

  /** The family of a data set's tree. */
  static KnownTrees ofDataset(String dataset) {
    return switch (dataset) {
      case "milk10k", "isic", "isic-archive", "ham10000" -> ISIC;
      default -> PAPER;
    };
  }

  /** The name under which the tasks of this family are defined. */
  String tasks() {
    return tasks;
  }

  int maxClassSize() {
    return maxClassSize;
  }
}
