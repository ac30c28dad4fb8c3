package io.github.derm4j.data.split;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An audit as a table {@code finding,group,image,label,split,evidence}: one row for each image of a
 * finding. The groups of each kind of finding ({@code exact duplicate}, {@code straddling}, {@code
 * near duplicate}) are numbered from 0; the evidence describes the chain of edges.
 */
public final class LeakAuditCsv {

  private final LeakAudit audit;
  private final CsvWriter csv;

  private LeakAuditCsv(LeakAudit audit, CsvWriter csv) {
    this.audit = audit;
    this.csv = csv;
  }

  /**
   * Writes an audit.
   *
   * @param audit the findings
   * @return the table with its header
   */
  public static String write(LeakAudit audit) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("finding", "group", "image", "label", "split", "evidence");
      new LeakAuditCsv(audit, csv).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write() {
    int group = 0;
    for (LeakAudit.DuplicateGroup copies : audit.duplicates()) {
      rows("exact duplicate", group++, copies.members(), copies.proof());
    }
    group = 0;
    for (LeakAudit.Straddle straddle : audit.straddling()) {
      rows("straddling", group++, straddle.members(), straddle.proof());
    }
    group = 0;
    for (SimilarityEdge edge : audit.nearDuplicatePairs()) {
      List<LesionRecord> pair =
          List.of(audit.records().get(edge.first()), audit.records().get(edge.second()));
      rows("near duplicate", group++, pair, List.of(edge));
    }
  }

  private void rows(
      String finding, int group, List<LesionRecord> members, List<SimilarityEdge> chain) {
    String evidence = words(chain);
    for (LesionRecord record : members) {
      csv.writeRecord(
          finding,
          Integer.toString(group),
          record.imageId(),
          record.diagnosis().name(),
          audit.part(record).orElse(""),
          evidence);
    }
  }

  private String words(List<SimilarityEdge> chain) {
    return chain.stream()
        .map(
            edge ->
                String.format(
                    Locale.ROOT,
                    "%s - %s: %s (%s)",
                    audit.records().get(edge.first()).imageId(),
                    audit.records().get(edge.second()).imageId(),
                    edge.reason(),
                    edge.evidence()))
        .collect(Collectors.joining("; "));
  }
}
