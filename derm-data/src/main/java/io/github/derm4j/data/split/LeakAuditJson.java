package io.github.derm4j.data.split;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.LesionRecord;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * An audit as JSON: the {@linkplain LeakAudit#counts() counts} under their names, then the findings
 * themselves.
 *
 * <pre>{@code
 * { "images": 318, "exactDuplicateGroups": 159, …,
 *   "duplicates":   [{"members": […], "labels": […], "splits": […], "chain": […]}],
 *   "straddling":   [ the same ],
 *   "nearDuplicates": [{"from": …, "to": …, "reason": …, "evidence": …}],
 *   "ofOneColour": […], "unreadable": […], "withoutPart": […] }
 * }</pre>
 *
 * <p>A member is an image id, its label and its part of the split; a chain is a list of edges.
 */
public final class LeakAuditJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LeakAuditJson() {}

  /**
   * Writes an audit.
   *
   * @param audit the findings
   * @return an object, indented
   */
  public static String write(LeakAudit audit) {
    ObjectNode answer = MAPPER.createObjectNode();
    audit.counts().forEach(answer::put);
    audit.gaps().forEach(answer::put);
    ArrayNode duplicates = answer.putArray("duplicates");
    for (LeakAudit.DuplicateGroup group : audit.duplicates()) {
      duplicates.add(finding(audit, group.members(), group.labels(), group.parts(), group.proof()));
    }
    ArrayNode straddling = answer.putArray("straddling");
    for (LeakAudit.Straddle straddle : audit.straddling()) {
      straddling.add(
          finding(
              audit, straddle.members(), straddle.labels(), straddle.parts(), straddle.proof()));
    }
    answer.set("nearDuplicates", array(audit.nearDuplicatePairs(), edge -> edge(audit, edge)));
    answer.set("ofOneColour", MAPPER.valueToTree(ids(audit.ofOneColour())));
    answer.set("unreadable", MAPPER.valueToTree(ids(audit.unreadable())));
    answer.set("withoutPart", MAPPER.valueToTree(ids(audit.withoutPart())));
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always writable", e);
    }
  }

  private static List<String> ids(List<LesionRecord> records) {
    return records.stream().map(LesionRecord::imageId).toList();
  }

  private static ObjectNode finding(
      LeakAudit audit,
      List<LesionRecord> members,
      Set<String> labels,
      Set<String> parts,
      List<SimilarityEdge> chain) {
    ObjectNode finding = MAPPER.createObjectNode();
    finding.set("members", array(members, record -> member(audit, record)));
    finding.set("labels", MAPPER.valueToTree(labels));
    finding.set("splits", MAPPER.valueToTree(parts));
    finding.set("chain", array(chain, edge -> edge(audit, edge)));
    return finding;
  }

  private static ObjectNode member(LeakAudit audit, LesionRecord record) {
    ObjectNode member =
        MAPPER
            .createObjectNode()
            .put("image", record.imageId())
            .put("label", record.diagnosis().name());
    audit.part(record).ifPresent(part -> member.put("split", part));
    return member;
  }

  private static ObjectNode edge(LeakAudit audit, SimilarityEdge edge) {
    return MAPPER
        .createObjectNode()
        .put("from", audit.records().get(edge.first()).imageId())
        .put("to", audit.records().get(edge.second()).imageId())
        .put("reason", edge.reason().toString())
        .put("evidence", edge.evidence());
  }

  private static <T> ArrayNode array(Collection<T> items, Function<T, ObjectNode> node) {
    ArrayNode array = MAPPER.createArrayNode();
    items.forEach(item -> array.add(node.apply(item)));
    return array;
  }
}
