package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.model.evaluation.TaskDefinition;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.util.List;
import java.util.Locale;

/** Families of disease trees, with their tasks and default class sizes. */
enum KnownTrees {
  /** The ISIC Archive's hierarchy of diagnoses. */
  ISIC(350),
  /** A tree below the paper's three and nine nodes. */
  PAPER(1000),
  /** The user's own folders or table: each diagnosis is a class. */
  OWN(1);

  /** The defaults of {@link #maxClassSize}, for a help text. */
  static final String MAX_CLASS_SIZES =
      "1 for folder and csv: each diagnosis is a separate class. 350 for data sets on the ISIC tree"
          + " (milk10k, isic, isic-challenge, ham10000, dermofit, pad-ufes-20): nevus, melanoma,"
          + " basal cell carcinoma and the keratoses are separate classes. 1000, as in the paper,"
          + " for fitzpatrick17k.";

  private final int maxClassSize;

  KnownTrees(int maxClassSize) {
    this.maxClassSize = maxClassSize;
  }

  /** The family of a data set's tree. */
  static KnownTrees ofDataset(String dataset) {
    return switch (dataset) {
      case "milk10k", "isic", "isic-challenge", "ham10000", "dermofit", "pad-ufes-20" -> ISIC;
      case "fitzpatrick17k" -> PAPER;
      default -> OWN;
    };
  }

  /** The default tasks; for a custom tree, those with names in the tree. */
  List<TaskDefinition> tasks(DiseaseTaxonomy tree) {
    if (this == OWN) {
      return TaskDefinition.knownIn(tree);
    }
    return TaskDefinition.inTree(family(), tree);
  }

  /** The same in a program. */
  Code tasksCode(Code tree) {
    return this == OWN
        ? Code.call(TaskDefinition.class, "knownIn", tree)
        : Code.call(TaskDefinition.class, "inTree", Code.literal(family()), tree);
  }

  private String family() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The default maximum number of training images of a training class. */
  int maxClassSize() {
    return maxClassSize;
  }
}
