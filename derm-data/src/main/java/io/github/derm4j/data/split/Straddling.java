package io.github.derm4j.data.split;

/**
 * The rule for images that are not in a fixed test set but belong to the same component as one of
 * its images.
 */
public enum Straddling {
  /** They cause an error that names them. */
  REJECT,
  /** They are added to the test set. */
  PULL_IN,
  /** They are left out of all parts: the test set stays as published, without leaks. */
  LEAVE_OUT
}
