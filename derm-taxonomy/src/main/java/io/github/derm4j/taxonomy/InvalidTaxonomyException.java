package io.github.derm4j.taxonomy;

/** Thrown if the input of a taxonomy is not a tree; carries the report of all problems. */
public final class InvalidTaxonomyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient TaxonomyReport report;

  /**
   * Makes the exception for a report.
   *
   * @param report the description of the problem
   */
  public InvalidTaxonomyException(TaxonomyReport report) {
    super(
        "the input is not a valid taxonomy: "
            + report.errors().size()
            + " error(s):\n"
            + new TaxonomyReport(report.errors()));
    this.report = report;
  }

  /**
   * All findings.
   *
   * @return the report, with at least one error
   */
  public TaxonomyReport report() {
    return report;
  }
}
