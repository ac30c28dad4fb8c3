package io.github.derm4j.metrics;

/**
 * A reader of a study, who calls each case positive or negative and thus has one point.
 *
 * @param reader the reader's name or number
 * @param sensitivity share of the positives that the reader called positive
 * @param specificity share of the negatives that the reader called negative
 */
public record ReaderPoint(String reader, double sensitivity, double specificity) {

  /**
   * Checks the shares.
   *
   * @param reader the reader's name
   * @param sensitivity in [0, 1]
   * @param specificity in [0, 1]
   * @throws IllegalArgumentException if a share is outside [0, 1]
   */
  public ReaderPoint {
    Checks.fraction("sensitivity of reader " + reader, sensitivity);
    Checks.fraction("specificity of reader " + reader, specificity);
  }

  /**
   * The point of a reader's calls.
   *
   * @param reader the reader's name
   * @param called whether the reader called each case positive
   * @param positive whether each case is truly positive
   * @return the point
   * @throws IllegalArgumentException if the lengths differ or a class has no case
   */
  public static ReaderPoint of(String reader, boolean[] called, boolean[] positive) {
    DiagnosticTable table = DiagnosticTable.of(called, positive);
    return new ReaderPoint(reader, table.sensitivity().value(), table.specificity().value());
  }
}
