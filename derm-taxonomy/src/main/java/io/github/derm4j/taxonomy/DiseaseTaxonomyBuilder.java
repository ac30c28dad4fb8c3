package io.github.derm4j.taxonomy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects nodes for a {@link DiseaseTaxonomy}, from paths, from parents or from both.
 *
 * <p>Nothing is checked while nodes are added; {@link #validate()} reports all problems at once,
 * and {@link #build()} refuses an input with errors. The order in which nodes are added has no
 * effect on the tree.
 */
public final class DiseaseTaxonomyBuilder {

  private final List<TaxonomyEntry> entries = new ArrayList<>();
  private final Set<Place> places = new HashSet<>();
  private final List<TaxonomyProblem> readProblems = new ArrayList<>();
  private final Map<String, String> leftOut = new HashMap<>();
  private boolean orphansAreRoots;
  private ParentRule parentRule = ParentRule.REJECT;
  private @Nullable String commonRoot;

  DiseaseTaxonomyBuilder() {}

  /** A name in a path, together with the id of the name before it. */
  private record Place(@Nullable String above, String name) {}

  /**
   * Adds a root, a node without a parent.
   *
   * @param node the node
   * @return this builder
   */
  public DiseaseTaxonomyBuilder addRoot(DiseaseNode node) {
    return add(node, List.of());
  }

  /**
   * Adds a node below a parent, which may be added later.
   *
   * @param node the node
   * @param parentId the id of its parent
   * @return this builder
   */
  public DiseaseTaxonomyBuilder add(DiseaseNode node, String parentId) {
    return add(node, List.of(parentId));
  }

  /**
   * Adds a node with all the parents that its source lists. A node without parents is a root;
   * {@link #parentRule(ParentRule)} determines how several parents are handled.
   *
   * @param node the node
   * @param parentIds the ids of its parents
   * @return this builder
   */
  public DiseaseTaxonomyBuilder add(DiseaseNode node, Collection<String> parentIds) {
    entries.add(
        new TaxonomyEntry(
            Objects.requireNonNull(node, "node"), List.copyOf(new LinkedHashSet<>(parentIds))));
    return this;
  }

  /**
   * Says why the source has a node that was not added, for the message about a node that names it
   * as its parent.
   *
   * @param id the id of the node that was not added
   * @param reason such as {@code is obsolete}
   * @return this builder
   */
  public DiseaseTaxonomyBuilder leaveOut(String id, String reason) {
    leftOut.put(Objects.requireNonNull(id, "id"), Objects.requireNonNull(reason, "reason"));
    return this;
  }

  /**
   * Adds a path of names from a root downwards. Paths with a common beginning share its nodes. The
   * id of such a node is its names joined with {@code " > "}; in an id of more than 1,000
   * characters, a digest replaces the beginning.
   *
   * @param names the names, the root's first
   * @return this builder
   */
  public DiseaseTaxonomyBuilder addPath(List<String> names) {
    String above = null;
    for (String name : names) {
      DiseaseNode node =
          above == null ? DiseaseNode.of(name, name) : DiseaseNode.below(above, name);
      if (places.add(new Place(above, name))) {
        entries.add(new TaxonomyEntry(node, above == null ? List.of() : List.of(above)));
      }
      above = node.id();
    }
    return this;
  }

  /**
   * Puts all roots below a common one, so that several trees become one. Nothing changes if the
   * only root already has this name.
   *
   * @param name the name and id of the common root, such as {@code skin disease}
   * @return this builder
   */
  public DiseaseTaxonomyBuilder joinRootsUnder(String name) {
    commonRoot = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets how to handle a node with several parents; the default is {@link ParentRule#REJECT}.
   *
   * @param rule the rule
   * @return this builder
   */
  public DiseaseTaxonomyBuilder parentRule(ParentRule rule) {
    parentRule = Objects.requireNonNull(rule, "rule");
    return this;
  }

  /**
   * Ignores parents that do not exist, as in an excerpt of a larger tree: a node that has no other
   * parent becomes a root. Each ignored parent is noted in the report. By default, missing parents
   * are errors.
   *
   * @return this builder
   */
  public DiseaseTaxonomyBuilder orphansAreRoots() {
    orphansAreRoots = true;
    return this;
  }

  /**
   * Adds a problem that a reader found in the input.
   *
   * @param problem the finding, which {@link #validate()} and {@link #build()} report
   * @return this builder
   */
  public DiseaseTaxonomyBuilder addProblem(TaxonomyProblem problem) {
    readProblems.add(Objects.requireNonNull(problem, "problem"));
    return this;
  }

  /**
   * Checks the added nodes against all rules.
   *
   * @return every problem that was found
   */
  public TaxonomyReport validate() {
    return validator().report();
  }

  /**
   * Builds the tree.
   *
   * @return the taxonomy
   * @throws InvalidTaxonomyException if the input has errors; it carries the whole report
   */
  public DiseaseTaxonomy build() {
    TaxonomyValidator validator = validator();
    TaxonomyReport report = validator.report();
    if (!report.isValid()) {
      throw new InvalidTaxonomyException(report);
    }
    return validator.tree();
  }

  private TaxonomyValidator validator() {
    return new TaxonomyValidator(
        entries, readProblems, leftOut, parentRule, orphansAreRoots, commonRoot);
  }
}
