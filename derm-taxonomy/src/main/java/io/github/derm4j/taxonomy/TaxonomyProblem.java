package io.github.derm4j.taxonomy;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * One finding about the input of a taxonomy.
 *
 * @param kind the description of the problem
 * @param severity whether a tree can be built anyway
 * @param nodeIds the ids of the nodes concerned
 * @param message the finding in words, with its remedy
 */
public record TaxonomyProblem(Kind kind, Severity severity, List<String> nodeIds, String message) {

  /**
   * Copies the ids.
   *
   * @param kind the description of the problem
   * @param severity whether a tree can be built anyway
   * @param nodeIds the ids of the nodes concerned
   * @param message the finding in words
   */
  public TaxonomyProblem {
    nodeIds = ImmutableList.copyOf(nodeIds);
  }

  /** The severity of a problem: it decides whether a tree can still be built. */
  public enum Severity {
    /** No tree can be built. */
    ERROR,
    /** A tree can be built, but a name is ambiguous. */
    WARNING,
    /** A choice was made by a rule that the caller set. */
    NOTE
  }

  /** The kind of a problem. */
  public enum Kind {
    /** There are no nodes. */
    NO_NODES,
    /** Two different nodes have the same id. */
    DUPLICATE_ID,
    /** Two nodes have the same name; an error among siblings, a warning elsewhere. */
    DUPLICATE_NAME,
    /** A synonym of a node is a name or a synonym of another. */
    SYNONYM_CLASH,
    /** An id or a name is blank. */
    EMPTY_NAME,
    /** A node names a parent that does not exist. */
    ORPHAN,
    /** A node names more than one parent. */
    SEVERAL_PARENTS,
    /** A node is its own ancestor. */
    CYCLE,
    /** More than one node has no parent. */
    SEVERAL_ROOTS,
    /** A path has an empty level above one that is not empty. */
    GAP_IN_PATH
  }

  /** The severity, the kind and the message in one line. */
  @Override
  public String toString() {
    return severity + " " + kind + ": " + message;
  }
}
