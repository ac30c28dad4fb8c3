package io.github.derm4j.model.evaluation;

import io.github.derm4j.metrics.Holm;
import io.github.derm4j.metrics.SubgroupCorrelation;
import io.github.derm4j.metrics.SubgroupGap;
import io.github.derm4j.metrics.SubgroupTable;
import io.github.derm4j.metrics.SubgroupTable.ClusteredRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The figures of a task in the groups of one axis, and their largest differences.
 *
 * @param axis the grouping of the images
 * @param rows a row for each group; images with an unknown group are in the last row
 * @param gaps the largest difference of each figure that can be compared between at least two
 *     groups
 */
public record Subgroups(String axis, List<ClusteredRow> rows, List<Gap> gaps) {

  private static final double LEVEL = 0.95;

  /**
   * Copies the lists.
   *
   * @param axis the grouping of the images
   * @param rows a row for each group
   * @param gaps the largest difference of each figure
   */
  public Subgroups {
    rows = List.copyOf(rows);
    gaps = List.copyOf(gaps);
  }

  /**
   * Divides the images of a task by each axis. Axes with fewer than two known groups are left out.
   *
   * @param evaluation the evaluation of the task
   * @param task one of its tasks
   * @param axes the groupings of the images
   * @return the axes with at least two groups; the p-values are corrected for all their tests
   *     together
   */
  static List<Subgroups> of(Evaluation evaluation, TaskResult task, List<SubgroupAxis> axes) {
    List<Subgroups> found = new ArrayList<>();
    for (SubgroupAxis axis : axes) {
      List<ClusteredRow> rows =
          evaluation.subgroups(task, axis.group()).stream()
              .sorted(Comparator.comparing(ClusteredRow::group, axis.missingLast()))
              .toList();
      if (rows.stream().filter(row -> !isMissing(row.group())).count() > 1) {
        SubgroupCorrelation correlation = evaluation.correlation(task, axis.group());
        List<Gap> gaps = new ArrayList<>();
        SubgroupGap.auc(rows, correlation, LEVEL)
            .ifPresent(gap -> gaps.add(new Gap(Figure.AUC, gap, 1)));
        SubgroupGap.sensitivity(rows, correlation, LEVEL)
            .ifPresent(gap -> gaps.add(new Gap(Figure.SENSITIVITY, gap, 1)));
        SubgroupGap.specificity(rows, correlation, LEVEL)
            .ifPresent(gap -> gaps.add(new Gap(Figure.SPECIFICITY, gap, 1)));
        found.add(new Subgroups(axis.name(), rows, gaps));
      }
    }
    return corrected(found);
  }

  private static List<Subgroups> corrected(List<Subgroups> found) {
    double[] p =
        Holm.adjust(
            found.stream()
                .flatMap(each -> each.gaps().stream())
                .mapToDouble(gap -> gap.gap().homogeneity().p())
                .toArray());
    List<Subgroups> corrected = new ArrayList<>();
    int next = 0;
    for (Subgroups each : found) {
      List<Gap> gaps = new ArrayList<>();
      for (Gap gap : each.gaps()) {
        gaps.add(new Gap(gap.figure(), gap.gap(), p[next++]));
      }
      corrected.add(new Subgroups(each.axis(), each.rows(), gaps));
    }
    return List.copyOf(corrected);
  }

  private static boolean isMissing(String group) {
    return group.equals(SubgroupTable.MISSING);
  }

  /** A figure of a group. */
  public enum Figure {
    /** The area under the ROC curve. */
    AUC("AUC"),
    /** The sensitivity at the task's threshold. */
    SENSITIVITY("sensitivity"),
    /** The specificity at the task's threshold. */
    SPECIFICITY("specificity");

    private final String word;

    Figure(String word) {
      this.word = word;
    }

    /** {@return its name in a sentence} */
    public String word() {
      return word;
    }
  }

  /**
   * The largest difference of a figure.
   *
   * @param figure the compared figure
   * @param gap the difference with its interval, and the test that all groups are equal
   * @param adjustedP the p value of the test, corrected by Holm's method for all axes and figures
   *     of the task
   */
  public record Gap(Figure figure, SubgroupGap gap, double adjustedP) {}
}
