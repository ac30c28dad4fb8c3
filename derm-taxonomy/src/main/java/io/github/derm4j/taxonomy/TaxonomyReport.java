package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All findings about the input of a taxonomy, not only the first problem.
 *
 * @param problems the findings: errors, warnings and notes, in that order
 */
public record TaxonomyReport(List<TaxonomyProblem> problems) {

  /**
   * Copies the findings and sorts them by severity.
   *
   * @param problems the findings in any order
   */
  public TaxonomyReport {
    problems =
        problems.stream()
            .sorted((a, b) -> a.severity().compareTo(b.severity()))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns whether a tree can be built.
   *
   * @return true if no finding is an error
   */
  public boolean isValid() {
    return errors().isEmpty();
  }

  /**
   * The findings that prevent a tree.
   *
   * @return the errors, in the order of their discovery
   */
  public List<TaxonomyProblem> errors() {
    return problems(TaxonomyProblem.Severity.ERROR);
  }

  /**
   * The findings that make a name ambiguous.
   *
   * @return the warnings, in the order of their discovery
   */
  public List<TaxonomyProblem> warnings() {
    return problems(TaxonomyProblem.Severity.WARNING);
  }

  /**
   * The choices that were made by a rule that the caller set.
   *
   * @return the notes, in the order of their discovery
   */
  public List<TaxonomyProblem> notes() {
    return problems(TaxonomyProblem.Severity.NOTE);
  }

  private List<TaxonomyProblem> problems(TaxonomyProblem.Severity severity) {
    return problems.stream().filter(problem -> problem.severity() == severity).toList();
  }

  /** One line for each finding; empty if there is none. */
  @Override
  public String toString() {
    return problems.stream().map(TaxonomyProblem::toString).collect(Collectors.joining("\n"));
  }
}
