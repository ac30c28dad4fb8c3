package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The derm command")
class DermTest {

  @Test
  @DisplayName("shows the help of a command by 'derm help COMMAND' too")
  void helpOfACommand() {
    Command help = derm("help", "roc");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).isEqualTo(derm("roc", "--help").out()).contains("Usage: derm roc");
  }

  @Test
  @DisplayName("lists its commands, its exit codes and the notice with --help")
  void help() {
    Command help = derm("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Commands:", "Exit codes:", "not a medical device");
    assertThat(help.err()).isEmpty();
  }

  @Test
  @DisplayName("prints its version")
  void version() {
    assertThat(derm("--version").out()).startsWith("derm ").contains("Java");
  }

  @Test
  @DisplayName("answers a wrong command with one line, a hint and exit code 2")
  void wrongCommand() {
    Command wrong = derm("no-such-command");

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("derm: error: ").contains("no-such-command");
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  @DisplayName("fails if its results can't be written, such as to a file on a full disk")
  void fullDisk() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int next) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    int exitCode =
        Derm.run(
            new Terminal(
                new PrintStream(full, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false),
            "--version");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("derm: error: the results are incomplete")
        .hasLineCount(1);
  }

  @Test
  @DisplayName("starts without loading the engine")
  void startsWithoutTheEngine() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Derm.class.getName(),
                    "--help"))
            .redirectErrorStream(true)
            .start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(log).contains(Derm.class.getName());
    assertThat(log).doesNotContain("org.nd4j.").doesNotContain("org.bytedeco.");
  }
}
