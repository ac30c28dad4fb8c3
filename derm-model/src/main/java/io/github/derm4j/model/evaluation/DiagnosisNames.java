package io.github.derm4j.model.evaluation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.data.Names;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the nodes of a tree by common names: the codes of the archives ({@code mel}, {@code nv},
 * {@code BKL}), synonyms ({@code naevus}), or the beginning of a name. Case, punctuation and
 * Unicode form are ignored. The codes and synonyms are data, in {@code diagnosis-names.json} beside
 * this class.
 */
public final class DiagnosisNames {

  private static final String RESOURCE = "diagnosis-names.json";

  /** The maximum number of candidates that an error names. */
  private static final int NAMED = 20;

  /** The minimum length of a beginning; too many names begin with a shorter text by chance. */
  private static final int SHORTEST_PREFIX = 3;

  /**
   * The names of one diagnosis, and the names of its parts for a tree that has no node for the
   * whole.
   */
  private record Group(List<String> names, List<String> parts) {

    static Group of(Map<String, List<String>> json) {
      return new Group(keys(json, "names"), keys(json, "parts"));
    }

    private static List<String> keys(Map<String, List<String>> json, String field) {
      return json.getOrDefault(field, List.of()).stream().map(DiagnosisNames::key).toList();
    }

    boolean holds(String key) {
      return names.contains(key) || parts.contains(key);
    }
  }

  /** Loads the names on first use. */
  private static final class Bundled {
    static final List<Group> GROUPS = read();

    private static List<Group> read() {
      try (InputStream json =
          Objects.requireNonNull(DiagnosisNames.class.getResourceAsStream(RESOURCE), RESOURCE)) {
        return new ObjectMapper()
            .readValue(json, new TypeReference<List<Map<String, List<String>>>>() {}).stream()
                .map(Group::of)
                .toList();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  private DiagnosisNames() {}

  /**
   * The nodes for a complete name. The first of these rules that finds any node is used:
   *
   * <ol>
   *   <li>nodes of this name or id;
   *   <li>nodes with this synonym;
   *   <li>the node at the end of this path of names, joined by {@code >};
   *   <li>nodes with another name of the same diagnosis, or of parts of it, without nodes below
   *       other nodes of the result.
   * </ol>
   *
   * @param tree the tree
   * @param name the name
   * @return the nodes in pre-order; several if nodes share the name, or if the diagnosis has
   *     several nodes; empty if there are none
   */
  public static List<DiseaseNode> known(DiseaseTaxonomy tree, String name) {
    String key = key(name);
    if (key.isEmpty()) {
      return List.of();
    }
    List<DiseaseNode> found =
        nodes(tree, node -> node.id().equals(name) || node.name().equals(name));
    if (found.isEmpty()) {
      found = nodes(tree, node -> key(node.name()).equals(key));
    }
    if (found.isEmpty()) {
      found = nodes(tree, node -> node.synonyms().stream().anyMatch(each -> key(each).equals(key)));
    }
    if (found.isEmpty()) {
      List<String> path = Arrays.stream(name.split(">", -1)).map(String::strip).toList();
      found = tree.findPath(path).stream().toList();
    }
    return found.isEmpty() ? ofGroups(tree, key) : found;
  }

  /**
   * The nodes for a name: those that are {@link #known}, otherwise the nodes of the only name that
   * begins with it.
   *
   * @param tree the tree
   * @param name the name
   * @return the nodes in pre-order, at least one; all have one name, or are parts of one diagnosis
   * @throws IllegalArgumentException if there are none, or nodes with different names begin with
   *     it; the message lists candidates
   */
  public static List<DiseaseNode> find(DiseaseTaxonomy tree, String name) {
    List<DiseaseNode> known = known(tree, name);
    if (!known.isEmpty()) {
      return known;
    }
    String key = key(name);
    List<DiseaseNode> beginning =
        key.length() < SHORTEST_PREFIX
            ? List.of()
            : nodes(tree, node -> key(node.name()).startsWith(key));
    List<String> names = beginning.stream().map(DiseaseNode::name).distinct().toList();
    if (names.size() > 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' could be %s; give one of them, or several joined with +",
              name,
              quoted(names)));
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "'%s' is not in the tree; it holds, among others: %s",
              name,
              candidates(tree, key)));
    }
    return beginning;
  }

  private static List<DiseaseNode> ofGroups(DiseaseTaxonomy tree, String key) {
    List<Group> groups =
        Bundled.GROUPS.stream().filter(group -> group.names().contains(key)).toList();
    List<DiseaseNode> all =
        nodes(tree, node -> groups.stream().anyMatch(group -> group.holds(key(node.name()))));
    return all.stream()
        .filter(
            node ->
                all.stream()
                    .noneMatch(top -> !top.equals(node) && tree.isAncestorOrSelf(top, node)))
        .toList();
  }

  private static List<DiseaseNode> nodes(DiseaseTaxonomy tree, Predicate<DiseaseNode> wanted) {
    return tree.nodes().stream().filter(wanted).toList();
  }

  /**
   * Sorts names that share a word with the wanted one first, so that a long list begins with useful
   * names.
   */
  private static String candidates(DiseaseTaxonomy tree, String key) {
    Set<String> words = new HashSet<>(Arrays.asList(key.split(" ", -1)));
    List<String> names = tree.nodes().stream().skip(1).map(DiseaseNode::name).distinct().toList();
    Predicate<String> near =
        name -> Arrays.stream(key(name).split(" ", -1)).anyMatch(words::contains);
    return Stream.concat(names.stream().filter(near), names.stream().filter(near.negate()))
        .limit(NAMED)
        .collect(Collectors.joining("; "));
  }

  private static String quoted(List<String> names) {
    return names.stream()
            .limit(NAMED)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "))
        + (names.size() > NAMED ? ", …" : "");
  }

  /**
   * Reduces a name to letters and digits in lower case, with a single space for anything between
   * them.
   */
  private static String key(String name) {
    return Names.key(name)
        .replaceAll("['\u2019]", "")
        .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", " ")
        .strip();
  }
}
