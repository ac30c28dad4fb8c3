package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real launcher in a copy of the project's outline, with stand-ins for Maven and Java. */
@DisplayName("The launcher bin/derm")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script for bash")
class LauncherTest {

  private static final List<String> MODULES =
      List.of("derm-metrics", "derm-taxonomy", "derm-data", "derm-model", "examples/cli");

  @TempDir private Path folder;

  private Path project;
  private Path launcher;
  private Path tools;
  private final Map<String, String> locale = new HashMap<>();

  @BeforeEach
  void outlineOfTheProject() throws IOException {
    project = Files.createDirectory(folder.resolve("a project"));
    Files.createFile(project.resolve("pom.xml"));
    for (String module : MODULES) {
      Files.createDirectories(project.resolve(module).resolve("src/main/java"));
      Files.createFile(project.resolve(module).resolve("pom.xml"));
    }
    launcher = Files.createDirectories(project.resolve("examples/bin")).resolve("derm");
    Files.copy(Path.of("../bin/derm"), launcher);
    Path installed =
        Files.createDirectories(project.resolve("examples/cli/src/dist/bin")).resolve("derm");
    Files.copy(Path.of("src/dist/bin/derm"), installed);
    Files.setPosixFilePermissions(
        installed, Files.getPosixFilePermissions(Path.of("src/dist/bin/derm")));
    Files.setPosixFilePermissions(launcher, Files.getPosixFilePermissions(Path.of("../bin/derm")));
    tools = Files.createDirectory(folder.resolve("tools"));
    script(
        "mvn",
        """
        echo "BUILD ran" >&2
        mkdir -p examples/cli/target derm-metrics/target
        touch examples/cli/target/derm-cli-1.jar derm-metrics/target/metrics.jar
        printf %s "$PWD/derm-metrics/target/metrics.jar" > examples/cli/target/class-path.txt
        """);
    script(
        "java",
        "for word; do echo \"$word\"; done; echo \"threads: $OMP_NUM_THREADS.\"; env | grep ^L");
    longAgo(project);
  }

  @Test
  @DisplayName("builds missing files once, with a notice of one line")
  void buildsOnce() throws Exception {
    assertThat(run(launcher, "roc")).contains("derm: building Derm4j").doesNotContain("BUILD ran");
    assertThat(run(launcher, "roc")).doesNotContain("building");
  }

  @Test
  @DisplayName("builds again when a source file is newer")
  void buildsAgain() throws Exception {
    run(launcher);
    Path source = Files.createFile(project.resolve("derm-data/src/main/java/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(run(launcher)).contains("derm: building");
  }

  @Test
  @DisplayName("builds again when the project was moved or a library is gone")
  void buildsAgainWhenMoved() throws Exception {
    run(launcher);
    Files.delete(project.resolve("derm-metrics/target/metrics.jar"));

    assertThat(run(launcher)).contains("derm: building");
  }

  @Test
  @DisplayName("works through a symbolic link from another folder and hands arguments on unchanged")
  void symbolicLink() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("derm"), Path.of("a project/examples/bin/derm"));

    assertThat(run(link, "classify", "two words.jpg").lines())
        .contains("io.github.derm4j.cli.Derm", "classify", "two words.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "--debug quickstart", "quickstart --debug"})
  @DisplayName("gives a quickstart one engine thread")
  void quickstartOnOneThread(String words) throws Exception {
    assertThat(run(launcher, words.split(" ", -1))).contains("threads: 1.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"roc", "--debug roc", "classify quickstart"})
  @DisplayName("leaves the engine's threads alone in other commands")
  void otherCommandsOnAllThreads(String words) throws Exception {
    assertThat(run(launcher, words.split(" ", -1))).contains("threads: .");
  }

  @Test
  @DisplayName("sets a locale that can represent all file names, if none is set")
  void locale() throws Exception {
    locale.put("LC_ALL", "C");
    assertThat(run(launcher)).contains("LC_ALL=C.UTF-8", "-Dfile.encoding=UTF-8");
    locale.clear();
    assertThat(run(launcher)).contains("LC_CTYPE=C.UTF-8").doesNotContain("LC_ALL");
    locale.put("LC_ALL", "C.UTF-8");
    assertThat(run(launcher)).contains("LC_ALL=C.UTF-8").doesNotContain("LC_CTYPE");
  }

  @Test
  @DisplayName("refuses a working directory that was deleted, in which Java can't start")
  void deletedDirectory() throws Exception {
    String inIt = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\"";

    assertThat(run(1, Path.of("bash"), "-c", inIt, launcher.toString()).lines())
        .last()
        .asString()
        .startsWith("derm: error: the working directory '")
        .endsWith("gone' no longer exists; change to another one");
  }

  @Test
  @DisplayName("refuses a folder with a colon in its path, in one line")
  void colon() throws Exception {
    Path renamed = Files.move(project, folder.resolve("a:project"));

    assertThat(run(1, renamed.resolve("examples/bin/derm")).lines())
        .singleElement()
        .asString()
        .startsWith("derm: error: '" + renamed.toRealPath() + "' has a colon in its path");
    assertThat(run(1, renamed.resolve("examples/cli/src/dist/bin/derm")).lines())
        .singleElement()
        .asString()
        .contains("has a colon in its path", "move or rename the folder");
  }

  @Test
  @DisplayName("shows Maven's output only when the build fails, and then exits with 1")
  void failingBuild() throws Exception {
    script("mvn", "echo 'the compiler says no'\nexit 1");

    String output = run(1, launcher);

    assertThat(output).contains("the compiler says no", "derm: error: the build failed");
  }

  private String run(Path command, String... args) throws IOException, InterruptedException {
    return run(0, command, args);
  }

  private String run(int expectedExit, Path command, String... args)
      throws IOException, InterruptedException {
    List<String> words = new java.util.ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "OMP_NUM_THREADS"));
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().putAll(locale);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(expectedExit);
    return output;
  }

  private void script(String name, String body) throws IOException {
    Path script = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, Files.getPosixFilePermissions(launcher));
  }

  /** Sources that are older than any build. */
  private static void longAgo(Path project) throws IOException {
    FileTime past = FileTime.from(Instant.now().minusSeconds(3600));
    try (var files = Files.walk(project)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setLastModifiedTime(file, past);
      }
    }
  }

  @Test
  @DisplayName("both launchers give a server the same heap")
  void heapOfTheServer() throws IOException {
    assertThat(Files.readString(Path.of("src/dist/bin/derm")))
        .contains("jvm_options=(-Xmx3g ", "serve) jvm_options+=(-Xmx1g)");
    assertThat(Files.readString(Path.of("src/dist/bin/derm.bat")))
        .contains("set HEAP=3g", "if \"%~1\"==\"serve\" set HEAP=1g", "-Xmx%HEAP% ");
  }
}
