package io.github.derm4j.cli.source;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Java expression: a literal, a name or a call, followed by calls on it. Immutable. */
public final class Code {

  private static final int WIDTH = 100;
  private static final int CONTINUATION = 4;

  private final String head;
  private final @Nullable List<Code> arguments;
  private final List<Call> calls;
  private final Set<Class<?>> types;
  private final List<Variable> variables;

  private record Call(String name, List<Code> arguments) {}

  /** A variable that must be declared before the expression. */
  record Variable(Class<?> type, String name, Code value) {}

  private Code(
      String head,
      @Nullable List<Code> arguments,
      List<Call> calls,
      Set<Class<?>> types,
      List<Variable> variables) {
    this.head = head;
    this.arguments = arguments;
    this.calls = calls;
    this.types = types;
    this.variables = variables;
  }

  /**
   * An expression from verbatim code.
   *
   * @param text the code, which stays on one line
   * @param types the types that it uses
   */
  public static Code of(String text, Class<?>... types) {
    return new Code(text, null, List.of(), new LinkedHashSet<>(List.of(types)), List.of());
  }

  /** A call of a static method. */
  public static Code call(Class<?> type, String method, Code... arguments) {
    return first(name(type) + "." + method, type, List.of(arguments));
  }

  /** A call of a constructor. */
  public static Code construct(Class<?> type, Code... arguments) {
    return first("new " + name(type), type, List.of(arguments));
  }

  private static Code first(String head, Class<?> type, List<Code> arguments) {
    Set<Class<?>> types = new LinkedHashSet<>(Set.of(type));
    arguments.forEach(each -> types.addAll(each.types));
    return new Code(head, arguments, List.of(), types, variables(arguments));
  }

  private static List<Variable> variables(Collection<Code> of) {
    return of.stream().flatMap(each -> each.variables.stream()).toList();
  }

  /** Appends a call. */
  public Code then(String method, Code... arguments) {
    List<Call> longer = new ArrayList<>(calls);
    longer.add(new Call(method, List.of(arguments)));
    Set<Class<?>> all = new LinkedHashSet<>(types);
    Stream.of(arguments).forEach(each -> all.addAll(each.types));
    List<Variable> declared = new ArrayList<>(variables);
    declared.addAll(variables(List.of(arguments)));
    return new Code(head, this.arguments, longer, all, declared);
  }

  /** The expression on one line after a prefix, such as the argument of a lambda. */
  Code before(String text) {
    return new Code(text + this, null, List.of(), types, variables);
  }

  /** A variable with this value. */
  public Code inVariable(Class<?> type, String name) {
    return new Code(name, null, List.of(), Set.of(type), List.of(new Variable(type, name, this)));
  }

  /**
   * A value as a Java literal.
   *
   * @throws IllegalArgumentException if its type has no literal
   */
  public static Code literal(Object value) {
    if (value instanceof String text) {
      return of(quoted(text));
    }
    if (value instanceof Enum<?> constant) {
      Class<?> type = constant.getDeclaringClass();
      return of(name(type) + "." + constant.name(), type);
    }
    if (value instanceof Path path) {
      return call(Path.class, "of", literal(path.toString()));
    }
    if (value instanceof Charset charset) {
      return call(Charset.class, "forName", literal(charset.name()));
    }
    if (value instanceof List<?> list) {
      return call(List.class, "of", list.stream().map(Code::literal).toArray(Code[]::new));
    }
    if (value instanceof Long number && number != number.intValue()) {
      return of(number + "L");
    }
    if (value instanceof Boolean
        || (value instanceof Number finite && Double.isFinite(finite.doubleValue()))) {
      return of(value.toString());
    }
    throw new IllegalArgumentException("there is no literal for " + value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      switch (sign) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          // Lone surrogates, direction marks and similar characters would be lost or invisible.
          boolean plain = Character.isLetterOrDigit(sign) || (sign >= ' ' && sign <= '~');
          quoted.append(
              plain ? String.valueOf(sign) : String.format(Locale.ROOT, "\\u%04x", (int) sign));
        }
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * The name of a type in a file that imports it: nested types are qualified by their outer type.
   */
  static String name(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
  }

  /** Returns whether a call has this variable as an argument. */
  public boolean names(String variable) {
    return calls.stream()
            .flatMap(call -> call.arguments().stream())
            .anyMatch(each -> each.names(variable))
        || (arguments == null
            ? head.equals(variable)
            : arguments.stream().anyMatch(each -> each.names(variable)));
  }

  /** The imports that this expression needs. */
  Set<Class<?>> types() {
    return types;
  }

  /** The variables that must be declared before it. */
  List<Variable> variables() {
    return variables;
  }

  /** The expression on one line. */
  @Override
  public String toString() {
    return head
        + (arguments == null ? "" : oneLine(arguments))
        + calls.stream()
            .map(call -> "." + call.name() + oneLine(call.arguments()))
            .collect(Collectors.joining());
  }

  private static String oneLine(List<Code> arguments) {
    return arguments.stream().map(Code::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * The expression in the layout of google-java-format: on one line if it fits, otherwise with one
   * call per line.
   *
   * @param indent the indentation of its first line
   * @param column the column at which it begins
   * @param after the number of characters after it on its last line
   */
  String layout(int indent, int column, int after) {
    String flat = toString();
    if (column + flat.length() + after <= WIDTH) {
      return flat;
    }
    StringBuilder text = new StringBuilder(head);
    int deeper = indent + CONTINUATION;
    if (arguments != null) {
      boolean alone = calls.isEmpty();
      text.append(
          layout(arguments, alone ? indent : deeper, column + head.length(), alone ? after : 0));
    }
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      String name = "." + call.name();
      int follows = i == calls.size() - 1 ? after : 0;
      text.append('\n').append(" ".repeat(deeper)).append(name);
      text.append(layout(call.arguments(), deeper, deeper + name.length(), follows));
    }
    return text.toString();
  }

  private static String layout(List<Code> arguments, int indent, int column, int after) {
    String flat = oneLine(arguments);
    if (arguments.isEmpty() || column + flat.length() + after <= WIDTH) {
      return flat;
    }
    int deeper = indent + CONTINUATION;
    String margin = "\n" + " ".repeat(deeper);
    if (arguments.size() > 1 && deeper + flat.length() - 1 + after <= WIDTH) {
      return "(" + margin + flat.substring(1);
    }
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < arguments.size(); i++) {
      boolean last = i == arguments.size() - 1;
      text.append(margin).append(arguments.get(i).layout(deeper, deeper, last ? after + 1 : 1));
      text.append(last ? ")" : ",");
    }
    return text.toString();
  }
}
