package io.github.derm4j.taxonomy;

/**
 * What to do with a node that names several parents: a taxonomy is a tree, an ontology may not be.
 */
public enum ParentRule {
  /** Report it as an error. */
  REJECT,
  /** Keep the parent that the input lists first, and note the choice. */
  FIRST_LISTED,
  /** Keep the parent whose id sorts first, whatever the order of the input, and note the choice. */
  LOWEST_ID
}
