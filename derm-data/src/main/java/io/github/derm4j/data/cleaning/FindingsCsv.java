package io.github.derm4j.data.cleaning;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Findings as a table {@code finding,rank,image,other,label,suggested,score}: ranks count from 1
 * within each kind, labels are ids of nodes.
 */
public final class FindingsCsv {

  private FindingsCsv() {}

  /**
   * Writes findings.
   *
   * @param rankings the findings of each kind, the most probable errors first
   * @return the table with its header
   */
  public static String write(List<List<Finding>> rankings) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord("finding", "rank", "image", "other", "label", "suggested", "score");
      for (List<Finding> ranking : rankings) {
        int rank = 0;
        for (Finding finding : ranking) {
          rank++;
          csv.writeRecord(
              finding.kind().toString(),
              Integer.toString(rank),
              finding.image().imageId(),
              finding.other().map(other -> other.imageId()).orElse(""),
              finding.image().diagnosis().id(),
              finding.suggested().map(node -> node.id()).orElse(""),
              Float.toString((float) finding.score()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
