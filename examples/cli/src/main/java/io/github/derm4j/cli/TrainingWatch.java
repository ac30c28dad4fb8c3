package io.github.derm4j.cli;

import io.github.derm4j.cli.serve.PageServer;
import io.github.derm4j.cli.serve.TrainingPage;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.model.training.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows a run on the terminal and, with {@code --watch}, on a page in the browser. */
final class TrainingWatch implements AutoCloseable {

  /** The maximum time for a page to receive the end of the run. */
  private static final long FAREWELL_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final TrainingListener listener;
  private final @Nullable TrainingPage page;
  private final @Nullable PageServer server;

  private TrainingWatch(
      TrainingListener listener, @Nullable TrainingPage page, @Nullable PageServer server) {
    this.listener = listener;
    this.page = page;
    this.server = server;
  }

  /**
   * Starts to show a run.
   *
   * @param inBrowser whether to show it also on a page, whose address is then printed
   * @param title the title
   * @param onTerminal receives the same events as the page
   */
  static TrainingWatch begin(
      boolean inBrowser, String title, TrainingListener onTerminal, Terminal terminal)
      throws IOException {
    if (!inBrowser) {
      return new TrainingWatch(onTerminal, null, null);
    }
    TrainingPage page = new TrainingPage(title);
    PageServer server =
        PageServer.start(
            "127.0.0.1",
            0,
            List.of(page),
            failure -> terminal.say("derm: a request failed: " + failure));
    terminal.say("derm: watch the training at " + server.uri());
    return new TrainingWatch(page.listener(onTerminal), page, server);
  }

  /** Receives the events of the run. */
  TrainingListener listener() {
    return listener;
  }

  /** Sets the images, some of which the page shows. */
  void show(ImageSource images) {
    if (page != null) {
      page.imagesFrom(images);
    }
  }

  /** Enables the button of the page that stops the training, as Ctrl-C does. */
  void stopBy(Runnable stop) {
    if (page != null) {
      page.stopBy(stop);
    }
  }

  /** Makes a program from files that it may have to read. */
  @FunctionalInterface
  interface Programs {
    JavaProgram get() throws IOException;
  }

  /** Sets the program that the page offers, which does the same. */
  void offer(Programs same) throws IOException {
    if (page != null) {
      JavaProgram program = same.get();
      page.offer(program.fileName(), program.text());
    }
  }

  /** Called when the training has ended but the run has not. */
  void trained() {
    if (page != null) {
      page.trained();
    }
  }

  @Override
  public void close() {
    if (page == null || server == null) {
      return;
    }
    page.ended();
    try {
      Thread.sleep(FAREWELL_MILLIS);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}
