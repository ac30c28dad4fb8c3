package io.github.derm4j.data.archive;

import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Merges labels that differ only in case, spaces or invisible characters into the most frequent
 * spelling. The report names them. Labels that differ in punctuation are not merged but cause a
 * warning.
 */
final class LabelSpellings {

  private static final int NAMED = 5;

  /** The number of rows of each spelling, by position in the tree. */
  private final Map<List<String>, Map<String, Integer>> spellings = new LinkedHashMap<>();

  private LabelSpellings() {}

  /** The entries with one spelling for each label. */
  static List<Entry> merge(List<Entry> entries, LoadReport.Builder report) {
    LabelSpellings all = new LabelSpellings();
    entries.forEach(entry -> all.add(entry.path()));
    all.tell(report);
    Map<List<String>, String> chosen = new LinkedHashMap<>();
    all.spellings.forEach((place, rows) -> chosen.put(place, Names.text(mostFrequent(rows))));
    return entries.stream().map(entry -> entry.withPath(path(entry.path(), chosen))).toList();
  }

  private void add(List<String> path) {
    List<String> place = new ArrayList<>();
    for (String name : path) {
      String key = Names.key(name);
      if (!key.isEmpty()) {
        place.add(key);
        spellings
            .computeIfAbsent(List.copyOf(place), any -> new LinkedHashMap<>())
            .merge(name, 1, Integer::sum);
      }
    }
  }

  private static List<String> path(List<String> path, Map<List<String>, String> chosen) {
    List<String> place = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String name : path) {
      String key = Names.key(name);
      if (!key.isEmpty()) {
        place.add(key);
        names.add(chosen.getOrDefault(List.copyOf(place), name));
      }
    }
    return names;
  }

  /** The most frequent spelling; a spelling that is already normalised takes precedence. */
  private static String mostFrequent(Map<String, Integer> rows) {
    Map<String, Integer> tidy = new LinkedHashMap<>();
    rows.forEach((name, count) -> tidy.merge(Names.text(name), count, Integer::sum));
    return tidy.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(
            most ->
                tidy.entrySet().stream()
                    .filter(each -> each.getValue().equals(most.getValue()))
                    .findFirst()
                    .orElse(most)
                    .getKey())
        .orElseThrow();
  }

  private void tell(LoadReport.Builder report) {
    Map<String, List<String>> alike = new TreeMap<>();
    spellings.forEach(
        (place, rows) -> {
          if (rows.size() > 1) {
            report.notice(
                rows.size()
                    + " spellings of one label are read as '"
                    + Names.text(mostFrequent(rows))
                    + "': "
                    + rows.entrySet().stream()
                        .limit(NAMED)
                        .map(each -> quoted(each.getKey()) + " (" + each.getValue() + ")")
                        .collect(Collectors.joining(", "))
                    + (rows.size() > NAMED ? ", …" : ""));
          }
          String parent = String.join("/", place.subList(0, place.size() - 1));
          alike
              .computeIfAbsent(
                  parent + "/" + squashed(place.get(place.size() - 1)), any -> new ArrayList<>())
              .add(Names.text(mostFrequent(rows)));
        });
    alike.values().stream()
        .filter(names -> names.size() > 1)
        .forEach(
            names ->
                report.notice(
                    "warning: these labels differ only in punctuation and are kept apart: "
                        + names.stream()
                            .map(each -> "'" + each + "'")
                            .collect(Collectors.joining(", "))
                        + "; if they are one diagnosis, give them one spelling"));
  }

  /** The name in quotes; invisible characters are shown as codes. */
  private static String quoted(String name) {
    StringBuilder shown = new StringBuilder("'");
    name.codePoints()
        .forEach(
            each -> {
              if (each == ' ' || isSeen(each)) {
                shown.appendCodePoint(each);
              } else {
                shown.append(String.format(Locale.ROOT, "<U+%04X>", each));
              }
            });
    return shown.append("'").toString();
  }

  private static boolean isSeen(int character) {
    return !Character.isSpaceChar(character)
        && !Names.text("a" + Character.toString(character) + "a").equals("aa");
  }

  private static String squashed(String key) {
    String letters = key.replaceAll("[^\\p{L}\\p{N}]", "");
    return letters.isEmpty() ? key : letters;
  }
}
