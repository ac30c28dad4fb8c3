package io.github.derm4j.taxonomy;

import com.google.common.collect.Maps;
import io.github.derm4j.taxonomy.TaxonomyProblem.Kind;
import io.github.derm4j.taxonomy.TaxonomyProblem.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the entries of a builder and resolves each one's parent; time linear in the entries. */
final class TaxonomyValidator {

  private static final int NONE = PreOrder.NONE;

  /** A place below a parent, by the name without case. */
  private record Sibling(int parent, String name) {}

  private final ParentRule parentRule;
  private final boolean orphansAreRoots;
  private final @Nullable String commonRoot;
  private final Map<String, String> leftOut;
  private final List<TaxonomyProblem> problems = new ArrayList<>();
  private final List<DiseaseNode> nodes = new ArrayList<>();
  private final Map<String, Integer> indexById;
  private final int[] parent;

  TaxonomyValidator(
      List<TaxonomyEntry> entries,
      List<TaxonomyProblem> readProblems,
      Map<String, String> leftOut,
      ParentRule parentRule,
      boolean orphansAreRoots,
      @Nullable String commonRoot) {
    problems.addAll(readProblems);
    indexById = Maps.newHashMapWithExpectedSize(entries.size());
    this.leftOut = leftOut;
    this.parentRule = parentRule;
    this.orphansAreRoots = orphansAreRoots;
    this.commonRoot = commonRoot;
    List<List<String>> parentIds = collect(entries);
    parent = resolveParents(parentIds);
    checkNames();
    checkCycles();
  }

  TaxonomyReport report() {
    return new TaxonomyReport(problems);
  }

  /** Builds the tree; call it only if the report has no error. */
  DiseaseTaxonomy tree() {
    return DiseaseTaxonomy.ofParents(nodes, parent);
  }

  /** Merges entries with the same id into one node if they agree, and joins their parents. */
  private List<List<String>> collect(List<TaxonomyEntry> entries) {
    List<List<String>> parentIds = new ArrayList<>();
    for (TaxonomyEntry entry : entries) {
      DiseaseNode node = entry.node();
      Integer known = indexById.putIfAbsent(node.id(), nodes.size());
      if (known == null) {
        nodes.add(node);
        parentIds.add(entry.parentIds());
      } else if (nodes.get(known).equals(node)
          && entry.parentIds().isEmpty() == parentIds.get(known).isEmpty()) {
        parentIds.set(known, union(parentIds.get(known), entry.parentIds()));
      } else {
        error(
            Kind.DUPLICATE_ID,
            List.of(node.id()),
            String.format(
                Locale.ROOT,
                "the id '%s' has two different entries, with the names '%s' and '%s'; give one of"
                    + " them another id",
                node.id(),
                nodes.get(known).name(),
                node.name()));
      }
    }
    if (nodes.isEmpty()) {
      error(Kind.NO_NODES, List.of(), "there is no node; add at least a root");
    }
    return parentIds;
  }

  private static List<String> union(List<String> first, List<String> second) {
    return first.containsAll(second)
        ? first
        : Stream.concat(first.stream(), second.stream()).distinct().toList();
  }

  private int[] resolveParents(List<List<String>> parentIds) {
    int[] resolved = new int[nodes.size()];
    List<Integer> roots = new ArrayList<>();
    for (int i = 0; i < resolved.length; i++) {
      List<String> ids = parentIds.get(i);
      List<String> known = indexById.keySet().containsAll(ids) ? ids : known(i, ids);
      resolved[i] = known.isEmpty() ? NONE : position(choose(nodes.get(i), known));
      if (known.isEmpty() && (ids.isEmpty() || orphansAreRoots)) {
        roots.add(i);
      }
    }
    return joinRoots(resolved, roots);
  }

  /** Returns the parents that exist, and reports the others. */
  private List<String> known(int index, List<String> ids) {
    List<String> known = new ArrayList<>();
    for (String id : ids) {
      if (indexById.containsKey(id)) {
        known.add(id);
      } else {
        reportOrphan(nodes.get(index), id);
      }
    }
    return known;
  }

  private void reportOrphan(DiseaseNode node, String parentId) {
    problems.add(
        new TaxonomyProblem(
            Kind.ORPHAN,
            orphansAreRoots ? Severity.NOTE : Severity.ERROR,
            List.of(node.id()),
            String.format(
                Locale.ROOT,
                "'%s' names the parent '%s', which %s; %s",
                node.id(),
                parentId,
                leftOut.getOrDefault(parentId, "does not exist"),
                orphansAreRoots
                    ? "it is missing"
                    : leftOut.containsKey(parentId)
                        ? "name another parent"
                        : "add it or correct the name")));
  }

  private String choose(DiseaseNode node, List<String> parentIds) {
    if (parentIds.size() == 1) {
      return parentIds.get(0);
    }
    String chosen =
        parentRule == ParentRule.LOWEST_ID
            ? parentIds.stream().min(String::compareTo).orElseThrow()
            : parentIds.get(0);
    String all = String.join("', '", parentIds);
    if (parentRule == ParentRule.REJECT) {
      error(
          Kind.SEVERAL_PARENTS,
          List.of(node.id()),
          String.format(
              Locale.ROOT,
              "'%s' has the parents '%s'; a tree allows one: remove the others, or keep one by a"
                  + " ParentRule",
              node.id(),
              all));
    } else {
      problems.add(
          new TaxonomyProblem(
              Kind.SEVERAL_PARENTS,
              Severity.NOTE,
              List.of(node.id()),
              String.format(
                  Locale.ROOT,
                  "'%s' has the parents '%s'; %s keeps '%s'",
                  node.id(),
                  all,
                  parentRule,
                  chosen)));
    }
    return chosen;
  }

  private int[] joinRoots(int[] resolved, List<Integer> roots) {
    List<String> rootIds = roots.stream().map(root -> nodes.get(root).id()).toList();
    if (commonRoot == null) {
      if (roots.size() > 1) {
        error(
            Kind.SEVERAL_ROOTS,
            rootIds,
            String.format(
                Locale.ROOT,
                "there are %d roots: %s; join them under one with joinRootsUnder",
                roots.size(),
                quoted(rootIds)));
      }
      return resolved;
    }
    if (roots.isEmpty()
        || (roots.size() == 1 && nodes.get(roots.get(0)).name().equals(commonRoot))) {
      return resolved;
    }
    if (indexById.putIfAbsent(commonRoot, nodes.size()) != null) {
      error(
          Kind.DUPLICATE_ID,
          List.of(commonRoot),
          String.format(
              Locale.ROOT,
              "the common root cannot be called '%s', which is the id of another node",
              commonRoot));
      return resolved;
    }
    int[] joined = Arrays.copyOf(resolved, resolved.length + 1);
    joined[resolved.length] = NONE;
    for (int root : roots) {
      joined[root] = resolved.length;
    }
    nodes.add(DiseaseNode.of(commonRoot, commonRoot));
    problems.add(
        new TaxonomyProblem(
            Kind.SEVERAL_ROOTS,
            Severity.NOTE,
            rootIds,
            String.format(Locale.ROOT, "%d root(s) joined under '%s'", roots.size(), commonRoot)));
    return joined;
  }

  private void checkNames() {
    Map<String, Integer> firstByName = Maps.newHashMapWithExpectedSize(nodes.size());
    Map<String, List<Integer>> shared = new TreeMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      DiseaseNode node = nodes.get(i);
      if (node.id().isEmpty() || node.name().isEmpty()) {
        error(
            Kind.EMPTY_NAME,
            List.of(node.id()),
            String.format(
                Locale.ROOT,
                "the node with id '%s' and name '%s' lacks one",
                node.id(),
                node.name()));
      }
      Integer first = firstByName.putIfAbsent(node.name(), i);
      if (first != null) {
        shared.computeIfAbsent(node.name(), name -> new ArrayList<>(List.of(first))).add(i);
      }
    }
    shared.forEach(this::reportSharedName);
    checkSpellings();
    checkSynonyms();
  }

  private void reportSharedName(String name, List<Integer> bearers) {
    boolean siblings =
        bearers.stream().map(bearer -> parent[bearer]).distinct().count() < bearers.size();
    List<String> ids = bearers.stream().map(bearer -> nodes.get(bearer).id()).sorted().toList();
    problems.add(
        new TaxonomyProblem(
            Kind.DUPLICATE_NAME,
            siblings ? Severity.ERROR : Severity.WARNING,
            ids,
            String.format(
                Locale.ROOT,
                siblings
                    ? "siblings share the name '%s': %s; rename or merge them"
                    : "the name '%s' belongs to %s; refer to them by id or path",
                name,
                quoted(ids))));
  }

  /** Siblings such as {@code Benign} and {@code benign} are one node in all likelihood. */
  private void checkSpellings() {
    Map<Sibling, List<Integer>> siblings = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      siblings
          .computeIfAbsent(
              new Sibling(parent[i], folded(nodes.get(i).name())), any -> new ArrayList<>(1))
          .add(i);
    }
    for (List<Integer> bearers : siblings.values()) {
      List<String> names =
          bearers.size() < 2
              ? List.of()
              : bearers.stream().map(each -> nodes.get(each).name()).distinct().sorted().toList();
      if (names.size() > 1) {
        problems.add(
            new TaxonomyProblem(
                Kind.DUPLICATE_NAME,
                Severity.WARNING,
                bearers.stream().map(bearer -> nodes.get(bearer).id()).sorted().toList(),
                String.format(
                    Locale.ROOT,
                    "the siblings %s differ only in upper and lower case; if they are one"
                        + " diagnosis, give them one spelling",
                    quoted(names))));
      }
    }
  }

  private void checkSynonyms() {
    Map<String, Set<Integer>> bearers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String synonym : nodes.get(i).synonyms()) {
        bearers.computeIfAbsent(folded(synonym), key -> new LinkedHashSet<>()).add(i);
      }
    }
    if (bearers.isEmpty()) {
      return;
    }
    for (int i = 0; i < nodes.size(); i++) {
      Set<Integer> clashing = bearers.get(folded(nodes.get(i).name()));
      if (clashing != null) {
        clashing.add(i);
      }
    }
    bearers.entrySet().stream()
        .filter(clash -> clash.getValue().size() > 1)
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            clash -> {
              List<String> ids =
                  clash.getValue().stream().map(index -> nodes.get(index).id()).sorted().toList();
              problems.add(
                  new TaxonomyProblem(
                      Kind.SYNONYM_CLASH,
                      Severity.WARNING,
                      ids,
                      String.format(
                          Locale.ROOT,
                          "'%s' is a name or synonym of %s",
                          clash.getKey(),
                          quoted(ids))));
            });
  }

  /** Finds cycles by walking up from every node. */
  private void checkCycles() {
    int[] walk = new int[nodes.size()];
    for (int start = 0; start < walk.length; start++) {
      int current = start;
      while (current != NONE && walk[current] == 0) {
        walk[current] = start + 1;
        current = parent[current];
      }
      if (current != NONE && walk[current] == start + 1) {
        reportCycle(current);
      }
    }
  }

  private void reportCycle(int member) {
    List<String> ids = new ArrayList<>();
    int current = member;
    do {
      ids.add(nodes.get(current).id());
      current = parent[current];
    } while (current != member);
    error(
        Kind.CYCLE,
        ids,
        String.format(
            Locale.ROOT,
            "the nodes form a cycle, each being the parent of the one before: %s; break the cycle",
            quoted(ids)));
  }

  private int position(String id) {
    Integer index = indexById.get(id);
    if (index == null) {
      throw new IllegalStateException("no node '" + id + "'");
    }
    return index;
  }

  private void error(Kind kind, List<String> ids, String message) {
    problems.add(new TaxonomyProblem(kind, Severity.ERROR, ids, message));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String quoted(List<String> ids) {
    int shown = Math.min(ids.size(), 8);
    String list =
        ids.subList(0, shown).stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
    return shown == ids.size() ? list : list + " and " + (ids.size() - shown) + " more";
  }
}
