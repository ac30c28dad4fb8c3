package io.github.derm4j.cli;

import io.github.derm4j.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A line of an input is an argument. No command is run: this is about their options. */
@DisplayName("Damaged arguments of the command")
public class DermFuzzTest {

  private static final ByteArrayOutputStream MESSAGES = new ByteArrayOutputStream();
  private static final CommandLine DERM = derm();

  private static final FuzzTarget TARGET =
      FuzzTarget.of("derm: error: ", DermFuzzTest::read)
          .sound(
              "fine-tune\n--dataset\nmilk10k\n--images\nimages\n--out\nout\n--train\nhead\n--epochs\n3\n--l2=auto",
              "roc\n--scores\ns.csv\n--label\ntruth\n--score=p\n--positive=m",
              "tree\n--help")
          .others(
              "classify\n--model\nmodel.zip\na.jpg\n--json",
              "split\n--images\ndata\n--seed\n4\n--encoding\nUTF-16",
              "export\n--model\nm.zip\n--web\nw\n--int8\n--out\no");

  @Test
  @DisplayName("are accepted, or are wrong usage with a message")
  void damaged() {
    TARGET.damage(500);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    // The parser would read the rest of an argument file, which may be any file of the machine.
    String text = new String(input, StandardCharsets.UTF_8).replace("@", "");
    MESSAGES.reset();
    int code = DERM.execute(text.split("\n", -1));
    String messages = MESSAGES.toString(StandardCharsets.UTF_8);
    if (code == CommandLine.ExitCode.USAGE) {
      throw new IOException(messages);
    }
    if (code != CommandLine.ExitCode.OK) {
      throw new AssertionError(messages);
    }
  }

  private static CommandLine derm() {
    PrintStream stream = new PrintStream(MESSAGES, true, StandardCharsets.UTF_8);
    CommandLine derm = Derm.commandLine(new Terminal(stream, stream, false));
    derm.setExecutionStrategy(
        parsed -> {
          Ranges.check(parsed);
          return CommandLine.ExitCode.OK;
        });
    return derm;
  }
}
