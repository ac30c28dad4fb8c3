package io.github.derm4j.cli.source;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * A reference to a method or constructor, such as {@code Path::of}, that knows its target.
 *
 * <p>The compiler keeps the name of the target if the functional interface is {@link Serializable};
 * nothing is ever serialised.
 */
interface Reference extends Serializable {

  /** The name of constructors. */
  String CONSTRUCTOR = "<init>";

  /** The name of the method, or {@link #CONSTRUCTOR}. */
  default String method() {
    String name = described().getImplMethodName();
    if (name.startsWith("lambda$")) {
      throw new IllegalArgumentException("a lambda has no name to be written by; give a method");
    }
    return name;
  }

  /** The class that has the method. */
  default Class<?> type() {
    String name = described().getImplClass().replace('/', '.');
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(name, impossible);
    }
  }

  private SerializedLambda described() {
    try {
      Method replace = getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      return (SerializedLambda) replace.invoke(this);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException("give a method reference, such as Path::of", e);
    }
  }
}
