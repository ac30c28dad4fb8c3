package io.github.derm4j.taxonomy;

/** Thrown if the input of a taxonomy is not a tree; has the report of all its problems. */
public final class InvalidTaxonomyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient TaxonomyReport report;

  /**
   * A failure.
   *
   * @param report what is wrong
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
