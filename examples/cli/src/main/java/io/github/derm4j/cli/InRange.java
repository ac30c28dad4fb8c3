package io.github.derm4j.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The range of a number option; {@link Ranges} refuses others before the command runs. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface InRange {

  /** The minimum value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The exclusive lower limit, instead of a minimum. */
  double above() default Double.NEGATIVE_INFINITY;

  /** The maximum value. */
  double max() default Double.POSITIVE_INFINITY;

  /** The exclusive upper limit, instead of a maximum. */
  double below() default Double.POSITIVE_INFINITY;
}
