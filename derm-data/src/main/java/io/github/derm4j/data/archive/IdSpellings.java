package io.github.derm4j.data.archive;

import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.internal.Counted;
import io.github.derm4j.taxonomy.table.Missing;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Merges lesion and patient ids that differ only in case, spaces or invisible characters, because a
 * split would otherwise leak. The report names them.
 */
final class IdSpellings {

  private static final int NAMED = 3;

  /** Numbers that tables use as placeholders for an unknown id. */
  private static final Pattern PLACEHOLDER = Pattern.compile("0+|-1|-?9{2,}");

  private static final int MANY = 3;

  /** The spellings of each key, in the order of the rows. */
  private final Map<String, Map<String, Integer>> spellings = new LinkedHashMap<>();

  private IdSpellings() {}

  /** The entries with one spelling for each lesion and each patient. */
  static List<Entry> merge(List<Entry> entries, LoadReport.Builder report) {
    IdSpellings lesions = new IdSpellings();
    IdSpellings patients = new IdSpellings();
    for (Entry entry : entries) {
      lesions.add(entry.lesionId());
      patients.add(entry.patientId());
    }
    lesions.tell("lesion", report);
    patients.tell("patient", report);
    lesions.doubt("lesion", report);
    patients.doubt("patient", report);
    return entries.stream()
        .map(
            entry ->
                entry.withGroups(
                    lesions.spelling(entry.lesionId()), patients.spelling(entry.patientId())))
        .toList();
  }

  private void add(String id) {
    if (!Missing.ID.matches(id)) {
      spellings
          .computeIfAbsent(Names.key(id), any -> new LinkedHashMap<>(2))
          .merge(id, 1, Integer::sum);
    }
  }

  private String spelling(String id) {
    return id.isEmpty()
        ? id
        : Names.text(
            spellings.getOrDefault(Names.key(id), new HashMap<>()).keySet().stream()
                .findFirst()
                .orElse(id));
  }

  /** Warns of a possible placeholder for an unknown id that occurs more often than any other id. */
  private void doubt(String what, LoadReport.Builder report) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    spellings.forEach(
        (id, each) -> counts.put(id, each.values().stream().mapToInt(Integer::intValue).sum()));
    counts.forEach(
        (id, count) -> {
          boolean largest =
              counts.entrySet().stream()
                  .allMatch(other -> other.getKey().equals(id) || 2 * other.getValue() <= count);
          if (count >= MANY && largest && PLACEHOLDER.matcher(id).matches()) {
            report.notice(
                String.format(
                    Locale.ROOT,
                    "warning: %d images have the %s id '%s', at least twice as many as any other:"
                        + " if it means that the %2$s is not known, leave these cells empty",
                    count,
                    what,
                    id));
          }
        });
  }

  private void tell(String what, LoadReport.Builder report) {
    List<Map<String, Integer>> several =
        spellings.values().stream().filter(each -> each.size() > 1).toList();
    if (!several.isEmpty()) {
      report.notice(
          Counted.text(several.size(), what + " id has", what + " ids have")
              + " several spellings, which differ only in case or spaces and are treated as the same: "
              + several.stream()
                  .limit(NAMED)
                  .map(each -> String.join(" = ", each.keySet()))
                  .collect(Collectors.joining(", "))
              + (several.size() > NAMED ? ", …" : ""));
    }
  }
}
