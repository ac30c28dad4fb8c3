package io.github.derm4j.cli.source;

/**
 * A value with the Java expression that creates it.
 *
 * @param value the value
 * @param code the expression
 * @param <T> its type
 */
public record Written<T>(T value, Code code) {

  /** A static method or constructor without arguments. */
  @FunctionalInterface
  public interface Factory<T> extends Reference {
    /** Creates the value. */
    T make();
  }

  /** A static method or constructor with an argument. */
  @FunctionalInterface
  public interface Factory1<A, T, X extends Exception> extends Reference {
    /** Creates the value. */
    T make(A argument) throws X;
  }

  /** A static method or constructor with two arguments. */
  @FunctionalInterface
  public interface Factory2<A, B, T, X extends Exception> extends Reference {
    /** Creates the value. */
    T make(A first, B second) throws X;
  }

  /** A constructor with four arguments, of which three are numbers. */
  @FunctionalInterface
  public interface Factory4<A, T> extends Reference {
    /** Creates the value. */
    T make(A first, double second, double third, double fourth);
  }

  /** A value with a Java literal. */
  public static <T> Written<T> literal(T value) {
    return new Written<>(value, Code.literal(value));
  }

  /** A value from a factory method. */
  public static <T> Written<T> of(Factory<T> factory) {
    return new Written<>(factory.make(), code(factory));
  }

  /** A value from a factory method with a literal argument. */
  public static <A, T, X extends Exception> Written<T> of(Factory1<A, T, X> factory, A argument)
      throws X {
    return new Written<>(factory.make(argument), code(factory, Code.literal(argument)));
  }

  /** A value from a factory method with a created argument. */
  public static <A, T, X extends Exception> Written<T> from(
      Factory1<A, T, X> factory, Written<A> argument) throws X {
    return new Written<>(factory.make(argument.value()), code(factory, argument.code()));
  }

  /** A value from a factory method with two literal arguments. */
  public static <A, B, T, X extends Exception> Written<T> of(
      Factory2<A, B, T, X> factory, A first, B second) throws X {
    return new Written<>(
        factory.make(first, second), code(factory, Code.literal(first), Code.literal(second)));
  }

  /** A value from a factory method with a created and a literal argument. */
  public static <A, B, T, X extends Exception> Written<T> from(
      Factory2<A, B, T, X> factory, Written<A> first, B second) throws X {
    return new Written<>(
        factory.make(first.value(), second), code(factory, first.code(), Code.literal(second)));
  }

  /** A value from a factory method with a created argument and three numbers. */
  public static <A, T> Written<T> from(
      Factory4<A, T> factory, Written<A> first, double second, double third, double fourth) {
    return new Written<>(
        factory.make(first.value(), second, third, fourth),
        code(
            factory,
            first.code(),
            Code.literal(second),
            Code.literal(third),
            Code.literal(fourth)));
  }

  /** The result of calls on this value. */
  public Written<T> with(Calls<T> calls) {
    return new Written<>(calls.applyTo(value), calls.onto(code));
  }

  /** The same value in a variable of the program. */
  public Written<T> inVariable(Class<?> type, String name) {
    return new Written<>(value, code.inVariable(type, name));
  }

  private static Code code(Reference factory, Code... arguments) {
    String method = factory.method();
    return method.equals(Reference.CONSTRUCTOR)
        ? Code.construct(factory.type(), arguments)
        : Code.call(factory.type(), method, arguments);
  }
}
