package io.github.derm4j.taxonomy;

/**
 * The rule for a node with several parents: a taxonomy is a tree, but an ontology may be a general
 * graph.
 */
public enum ParentRule {
  /** Report it as an error. */
  REJECT,
  /** Keep the parent that the input lists first, and note the choice. */
  FIRST_LISTED,
  /**
   * Keep the parent whose id sorts first, regardless of the order of the input, and note the
   * choice.
   */
  LOWEST_ID
}
