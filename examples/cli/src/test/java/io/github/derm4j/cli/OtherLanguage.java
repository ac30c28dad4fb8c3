package io.github.derm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the snippets of {@code docs/interop.md} that are not Java, where their language is there.
 *
 * @param fence the language's name in Markdown
 * @param programs that may run it
 * @param option that introduces code on their command line
 */
record OtherLanguage(String fence, List<String> programs, String option) {

  static final OtherLanguage PYTHON =
      new OtherLanguage("python", List.of("python3", "/usr/bin/python3"), "-c");
  static final OtherLanguage R = new OtherLanguage("r", List.of("Rscript"), "-e");

  /**
   * Runs a snippet; the test is skipped where no program of the language has what it needs.
   *
   * @param needs code that fails where something is missing, such as an import
   * @param word occurs in the wanted snippet alone
   * @return what it printed
   */
  String runSnippet(String needs, String word, Path folder)
      throws IOException, InterruptedException {
    for (String program : programs) {
      if (succeeds(program, needs)) {
        Path output = Files.createTempFile(folder, "snippet", ".txt");
        Process process =
            new ProcessBuilder(program, option, snippet(word))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        String text = Files.readString(output);
        assertThat(exit).as(text).isZero();
        return text;
      }
    }
    assumeTrue(false, () -> "there is no " + fence + " here that runs: " + needs);
    throw new AssertionError();
  }

  private boolean succeeds(String program, String code) throws InterruptedException {
    try {
      return new ProcessBuilder(program, option, code)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private String snippet(String word) {
    return MarkdownPage.read(Path.of("docs/interop.md")).blocks().stream()
        .filter(block -> block.language().equals(fence) && block.code().contains(word))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + fence + " snippet with " + word))
        .code();
  }
}
