package io.github.derm4j.cli.source;

import io.github.derm4j.model.internal.JbangHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A Java file that JBang runs: a class with a main method, in the layout of google-java-format. It
 * uses only the libraries, not the command.
 */
public final class JavaProgram {

  private static final int WIDTH = 100;
  private static final String STEP = "  ";

  private final String name;
  private final String description;
  private final List<String> libraries = new ArrayList<>();
  private final Set<String> imports = new TreeSet<>();
  private final StringBuilder body = new StringBuilder();
  private String indent = STEP + STEP;
  private String thrown = "";

  /**
   * Makes a program without statements.
   *
   * @param name the name of its class
   * @param description a sentence on what it does
   * @param module the library that it uses, with its dependencies
   */
  public JavaProgram(String name, String description, String module) {
    this.name = name;
    this.description = description;
    libraries.add(JbangHeader.coordinates(module));
  }

  /** The name of the file. */
  public String fileName() {
    return name + ".java";
  }

  /** Declares that the program uses the engine. */
  public JavaProgram withEngine() {
    return withLibrary(JbangHeader.engine());
  }

  /** Declares that the program uses another library. */
  public JavaProgram withLibrary(String coordinates) {
    libraries.add(coordinates);
    return this;
  }

  /** Declares an exception of the main method. */
  public JavaProgram throwing(Class<? extends Exception> exception) {
    thrown = " throws " + exception.getSimpleName();
    return uses(exception);
  }

  /** Declares types that {@link #lines} use. */
  public JavaProgram uses(Class<?>... types) {
    for (Class<?> type : types) {
      Class<?> outermost = type;
      while (outermost.getEnclosingClass() != null) {
        outermost = outermost.getEnclosingClass();
      }
      if (!outermost.getPackageName().equals("java.lang")) {
        imports.add(outermost.getName());
      }
    }
    return this;
  }

  /** Adds a variable, and those that its value needs. */
  public JavaProgram declare(Class<?> type, String variable, Code value) {
    return uses(type).declare(Code.name(type), variable, value);
  }

  /** Adds a list, and the variables that it needs. */
  public JavaProgram declareList(Class<?> type, String variable, Code value) {
    return uses(List.class, type).declare("List<" + Code.name(type) + ">", variable, value);
  }

  private JavaProgram declare(String type, String variable, Code value) {
    return assign("", type + " " + variable, value, ";");
  }

  private JavaProgram assign(String before, String variable, Code value, String after) {
    value.variables().forEach(each -> declare(each.type(), each.name(), each.value()));
    uses(value.types().toArray(Class<?>[]::new));
    String left = indent + before + variable + " =";
    String right = " " + value + after;
    if (left.length() + right.length() > WIDTH) {
      int column = indent.length() + 2 * STEP.length();
      right = "\n" + " ".repeat(column) + value.layout(column, column, after.length()) + after;
    }
    body.append(left).append(right).append('\n');
    return this;
  }

  /** Adds a statement. */
  public JavaProgram call(Code expression) {
    expression.variables().forEach(each -> declare(each.type(), each.name(), each.value()));
    uses(expression.types().toArray(Class<?>[]::new));
    body.append(indent)
        .append(expression.layout(indent.length(), indent.length(), 1))
        .append(";\n");
    return this;
  }

  /** Adds verbatim lines that do not depend on options, without the indentation of a block. */
  public JavaProgram lines(String text) {
    text.lines().forEach(line -> body.append(line.isBlank() ? "" : indent + line).append('\n'));
    return this;
  }

  /** Begins a block with a line that ends with a brace. */
  public JavaProgram open(String line) {
    lines(line);
    indent += STEP;
    return this;
  }

  /** Begins a block with a variable that is closed at its end. */
  public JavaProgram openWith(Class<?> type, String variable, Code value) {
    uses(type).assign("try (", Code.name(type) + " " + variable, value, ") {");
    indent += STEP;
    return this;
  }

  /** Ends the innermost block. */
  public JavaProgram close() {
    indent = indent.substring(STEP.length());
    return lines("}");
  }

  /** The whole file. */
  public String text() {
    return JbangHeader.text(fileName(), libraries)
        + imports.stream().map(each -> "import " + each + ";\n").collect(Collectors.joining())
        + "\n/** "
        + description
        + " */\npublic class "
        + name
        + " {\n\n  public static void main(String[] args)"
        + thrown
        + " {\n"
        + body
        + "  }\n}\n";
  }
}
