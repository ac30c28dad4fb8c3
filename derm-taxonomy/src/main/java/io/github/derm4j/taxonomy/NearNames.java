package io.github.derm4j.taxonomy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds ids similar to a mistyped one. */
final class NearNames {

  private static final int SHOWN = 3;

  /** Longer ids are not compared: the edit distance would take too long. */
  private static final int LONGEST = 120;

  private NearNames() {}

  private record Candidate(DiseaseNode node, int distance) {}

  static String advice(String wanted, List<DiseaseNode> nodes) {
    String folded = wanted.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, folded.length() / 4);
    String near =
        nodes.stream()
            .map(node -> new Candidate(node, distance(folded, node, limit)))
            .filter(candidate -> candidate.distance() <= limit)
            .sorted(Comparator.comparingInt(Candidate::distance))
            .limit(SHOWN)
            .map(candidate -> "'" + candidate.node().id() + "'")
            .collect(Collectors.joining(", "));
    return near.isEmpty() ? "no id or name is similar" : "did you mean " + near + "?";
  }

  private static int distance(String folded, DiseaseNode node, int limit) {
    int byId = distance(folded, node.id().toLowerCase(Locale.ROOT), limit);
    return byId == 0
        ? 0
        : Math.min(byId, distance(folded, node.name().toLowerCase(Locale.ROOT), limit));
  }

  /** The Levenshtein distance, or any number above the limit if it exceeds the limit. */
  private static int distance(String a, String b, int limit) {
    if (a.equals(b)) {
      return 0;
    }
    if (Math.abs(a.length() - b.length()) > limit || a.length() > LONGEST) {
      return limit + 1;
    }
    int[] previous = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(previous[j], row[j - 1]));
      }
      int[] swap = previous;
      previous = row;
      row = swap;
    }
    return previous[b.length()];
  }
}
