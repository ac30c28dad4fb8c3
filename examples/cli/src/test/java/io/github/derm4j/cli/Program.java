package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A program that {@code --print-java} or a page gave. */
record Program(String text) {

  private static final Pattern NAME =
      Pattern.compile("^public class (\\w+) \\{$", Pattern.MULTILINE);
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  /** Kept for all programs, because it reads the libraries' lists of classes once. */
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  /** What {@code derm … --print-java} prints; fails if it fails. */
  static Program of(Object... args) {
    Command run = Command.derm(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new Program(run.out());
  }

  String name() {
    Matcher name = NAME.matcher(text);
    assertThat(name.find()).as(text).isTrue();
    return name.group(1);
  }

  /** Without the lines for JBang, which are no comments that a person wrote. */
  String withoutDirectives() {
    return text.substring(text.indexOf("\n\n") + 2);
  }

  /** Compiles it, with all warnings as errors, and gives what it prints. */
  String run(Path folder, String... arguments) throws Exception {
    compile(folder);
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name()).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  void compile(Path folder) throws IOException {
    Files.createDirectories(folder);
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    boolean compiled =
        COMPILER
            .getTask(
                null,
                FILES,
                problems,
                List.of(
                    "-Xlint:all,-path,-processing,-classfile",
                    "-Werror",
                    "-proc:none",
                    "-d",
                    folder.toString()),
                null,
                List.of(source()))
            .call();
    assertThat(problems.getDiagnostics()).as(text).extracting(Diagnostic::toString).isEmpty();
    assertThat(compiled).isTrue();
  }

  private JavaFileObject source() {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name() + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
