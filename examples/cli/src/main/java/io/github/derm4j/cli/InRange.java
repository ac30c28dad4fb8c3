package io.github.derm4j.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The range of a number option; {@link Ranges} refuses others before the command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface InRange {

  /** The least value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** A value that is too small, in place of the least one. */
  double above() default Double.NEGATIVE_INFINITY;

  /** The largest value. */
  double max() default Double.POSITIVE_INFINITY;

  /** A value that is too large, in place of the largest one. */
  double below() default Double.POSITIVE_INFINITY;
}
