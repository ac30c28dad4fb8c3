package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks nodes up by name and by synonym. */
final class NodeNames {

  private final ImmutableListMultimap<String, DiseaseNode> byName;
  private final ImmutableSetMultimap<String, DiseaseNode> bySynonym;

  NodeNames(List<DiseaseNode> nodes) {
    ImmutableListMultimap.Builder<String, DiseaseNode> names = ImmutableListMultimap.builder();
    ImmutableSetMultimap.Builder<String, DiseaseNode> synonyms = ImmutableSetMultimap.builder();
    for (DiseaseNode node : nodes) {
      names.put(node.name(), node);
      node.synonyms().forEach(synonym -> synonyms.put(synonym, node));
    }
    byName = names.build();
    bySynonym = synonyms.build();
  }

  Optional<DiseaseNode> find(String name) {
    Collection<DiseaseNode> found =
        byName.containsKey(name) ? byName.get(name) : bySynonym.get(name);
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          found.stream()
              .map(node -> "'" + node.id() + "'")
              .collect(
                  Collectors.joining(
                      ", ",
                      "the name '" + name + "' belongs to " + found.size() + " nodes: ",
                      "; look it up by its id or path")));
    }
    return found.stream().findFirst();
  }
}
