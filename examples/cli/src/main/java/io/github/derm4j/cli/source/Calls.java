package io.github.derm4j.cli.source;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Calls on a builder, or on a value whose methods return changed copies. They can be executed, and
 * they can be written as Java: an option that is described by a call is effective in a run and in
 * the program of {@code --print-java}. Immutable.
 *
 * @param <T> the type of the builder or value
 */
public final class Calls<T> {

  /** A method without arguments. */
  @FunctionalInterface
  public interface Method<T> extends Reference {
    /** Calls the method. */
    T call(T on);
  }

  /** A method with an argument. */
  @FunctionalInterface
  public interface Method1<T, A> extends Reference {
    /** Calls the method. */
    T call(T on, A argument);
  }

  /** A method with two arguments. */
  @FunctionalInterface
  public interface Method2<T, A, B> extends Reference {
    /** Calls the method. */
    T call(T on, A first, B second);
  }

  private record Step<T>(UnaryOperator<T> made, UnaryOperator<Code> written) {}

  private final List<Step<T>> steps;

  private Calls(List<Step<T>> steps) {
    this.steps = steps;
  }

  /** No calls. */
  public static <T> Calls<T> none() {
    return new Calls<>(List.of());
  }

  /** Adds a call of a method unless its argument is null. */
  public <A> Calls<T> with(Method1<T, A> method, @Nullable A argument) {
    return argument == null ? this : withMade(method, Written.literal(argument));
  }

  /** Adds a call of a method unless its argument is the default. */
  public <A> Calls<T> with(Method1<T, A> method, A argument, A byDefault) {
    return argument.equals(byDefault) ? this : with(method, argument);
  }

  /** Adds a call of a method with an argument that is not a literal, unless it is null. */
  public <A> Calls<T> withMade(Method1<T, A> method, @Nullable Written<A> argument) {
    return argument == null
        ? this
        : and(
            on -> method.call(on, argument.value()),
            code -> code.then(method.method(), argument.code()));
  }

  /** Adds a call of a method with two arguments, unless the second is null. */
  public <A, B> Calls<T> with(Method2<T, A, B> method, A first, @Nullable B second) {
    return second == null
        ? this
        : and(
            on -> method.call(on, first, second),
            code -> code.then(method.method(), Code.literal(first), Code.literal(second)));
  }

  /** Adds a call of a method with two arguments, unless the first is null. */
  public <A, B> Calls<T> withFirst(Method2<T, A, B> method, @Nullable A first, B second) {
    return first == null ? this : with(method, first, second);
  }

  /** Adds a call of a method if a condition is true. */
  public Calls<T> when(boolean condition, Method<T> method) {
    return condition ? and(method::call, code -> code.then(method.method())) : this;
  }

  /** Adds other calls. */
  public Calls<T> and(Calls<T> more) {
    return more.steps.isEmpty() ? this : and(more::applyTo, more::onto);
  }

  private Calls<T> and(UnaryOperator<T> made, UnaryOperator<Code> written) {
    List<Step<T>> longer = new ArrayList<>(steps);
    longer.add(new Step<>(made, written));
    return new Calls<>(longer);
  }

  /** Returns whether there are no calls. */
  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * The calls as a lambda.
   *
   * @param variable the name of its argument
   */
  public Written<UnaryOperator<T>> asFunction(String variable) {
    Code calls = onto(Code.of(variable));
    return new Written<>(this::applyTo, calls.before(variable + " -> "));
  }

  /** Executes the calls. */
  public T applyTo(T start) {
    T value = start;
    for (Step<T> step : steps) {
      value = step.made().apply(value);
    }
    return value;
  }

  /** Writes the calls. */
  public Code onto(Code start) {
    Code code = start;
    for (Step<T> step : steps) {
      code = step.written().apply(code);
    }
    return code;
  }
}
