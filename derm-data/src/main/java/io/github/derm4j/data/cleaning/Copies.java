package io.github.derm4j.data.cleaning;

import io.github.derm4j.data.cleaning.Finding.Kind;
import io.github.derm4j.data.split.LeakAudit;
import io.github.derm4j.data.split.SimilarityEdge;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The copies that an audit found by the content of the files, as findings to decide on. */
public final class Copies {

  private Copies() {}

  /**
   * Lists the pairs.
   *
   * @param audit the audit
   * @return pairs with the same bytes, with the score 0, then pairs with similar perceptual hashes,
   *     with the score 1; each in the order of the audit
   */
  public static List<Finding> of(LeakAudit audit) {
    return Stream.concat(
            audit.duplicates().stream()
                .flatMap(group -> group.proof().stream())
                .map(edge -> finding(audit, edge, 0)),
            audit.nearDuplicatePairs().stream().map(edge -> finding(audit, edge, 1)))
        .toList();
  }

  private static Finding finding(LeakAudit audit, SimilarityEdge edge, double score) {
    return new Finding(
        Kind.COPY,
        audit.records().get(edge.first()),
        Optional.of(audit.records().get(edge.second())),
        Optional.empty(),
        score);
  }
}
