package io.github.derm4j.data.split;

/** What to do with images that belong together with a fixed test set but are not in it. */
public enum Straddling {
  /** They are an error that names them. */
  REJECT,
  /** They are tested on as well: the test set grows. */
  PULL_IN,
  /** They are in no part: the test set stays as published, without leaks. */
  LEAVE_OUT
}
