package io.github.derm4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option to show a training in the browser. */
final class WatchOption {

  static final String NAME = "--watch";

  @Option(
      names = NAME,
      description = "Also show the training on a web page, with a button that stops it.")
  private boolean watched;

  /**
   * Starts to show a run.
   *
   * @param title the title
   * @param epochs the file of the epochs; null for none
   */
  TrainingWatch begin(String title, @Nullable Path epochs, Terminal terminal) throws IOException {
    return TrainingWatch.begin(watched, title, new TerminalListener(terminal, epochs), terminal);
  }
}
