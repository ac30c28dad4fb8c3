package io.github.derm4j.taxonomy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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

  /** Between the names of a path where it serves as an id. */
  static final String PATH_SEPARATOR = " > ";

  private final List<Entry> entries = new ArrayList<>();
  private final Set<Place> places = new HashSet<>();
  private final List<TaxonomyProblem> readProblems = new ArrayList<>();
  private boolean orphansAreRoots;
  private ParentRule parentRule = ParentRule.REJECT;
  private @Nullable String commonRoot;

  DiseaseTaxonomyBuilder() {}

  /** A name of a path, below the id of the one before it. */
  private record Place(@Nullable String above, String name) {}

  /** A node and what the input says about its parents. */
  record Entry(DiseaseNode node, List<String> parentIds) {}

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
   * Adds a node with all the parents that its source gives it; none makes it a root, and {@link
   * #parentRule(ParentRule)} determines what happens with more than one.
   *
   * @param node the node
   * @param parentIds the ids of its parents
   * @return this builder
   */
  public DiseaseTaxonomyBuilder add(DiseaseNode node, Collection<String> parentIds) {
    entries.add(new Entry(Objects.requireNonNull(node, "node"), List.copyOf(parentIds)));
    return this;
  }

  /**
   * Adds a path of names from a root downwards; the nodes on it that are there already are shared
   * with the paths that were added before. The id of such a node is the names joined with {@code "
   * > "}; an id beyond 1,000 characters has a digest in the place of its beginning.
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
        entries.add(new Entry(node, above == null ? List.of() : List.of(above)));
      }
      above = node.id();
    }
    return this;
  }

  /**
   * Puts all roots below a common one, so that several trees become one. Where the only root bears
   * this name already, nothing changes.
   *
   * @param name the name and id of the common root, such as {@code skin disease}
   * @return this builder
   */
  public DiseaseTaxonomyBuilder joinRootsUnder(String name) {
    commonRoot = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets what to do with a node of several parents; {@link ParentRule#REJECT} at first.
   *
   * @param rule the rule
   * @return this builder
   */
  public DiseaseTaxonomyBuilder parentRule(ParentRule rule) {
    parentRule = Objects.requireNonNull(rule, "rule");
    return this;
  }

  /**
   * Ignores parents that do not exist, as in an excerpt of a larger tree: a node that is left
   * without any becomes a root. Each is noted in the report. Without this they are errors.
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
   * Checks what was added, in one pass over all rules.
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
    return new TaxonomyValidator(entries, readProblems, parentRule, orphansAreRoots, commonRoot);
  }
}
