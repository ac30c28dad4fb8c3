package io.github.derm4j.cli;

import io.github.derm4j.cli.serve.ClassifyPage;
import io.github.derm4j.cli.serve.Page;
import io.github.derm4j.cli.serve.PageServer;
import io.github.derm4j.cli.serve.PlaygroundPage;
import io.github.derm4j.cli.serve.StartPage;
import io.github.derm4j.model.TestTimeAugmentation;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm serve}: a page to look at a model. */
@Command(
    name = "serve",
    description = {
      "Starts a web server on this machine, with pages to look at a model and to watch a network"
          + " learn. Prints its address and runs until Ctrl-C.",
      "Research software, not a medical device: nothing here is a diagnosis."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final String LOOPBACK = "127.0.0.1";

  @ParentCommand private Derm derm;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The classifier: a model.zip, or a model.onnx of 'derm export'.")
  private @Nullable Path model;

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "N",
      description = "The port to listen at. Default: ${DEFAULT-VALUE}, any that is free.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = LOOPBACK,
      paramLabel = "ADDRESS",
      description =
          "The address to listen at. Any but this machine's own makes the pages reachable for other"
              + " machines, without encryption; they then need the token in the printed address."
              + " Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Page> pages = new ArrayList<>();
    if (model != null) {
      ModelFile.Opened opened = ModelFile.of(model).open(TestTimeAugmentation.NONE);
      pages.add(
          new ClassifyPage(
              opened.classifier(), String.valueOf(model.getFileName()), opened::close));
    }
    if (pages.isEmpty()) {
      pages.add(new StartPage());
    }
    pages.add(new PlaygroundPage());
    PageServer server =
        PageServer.start(
            host,
            port,
            pages,
            failure -> {
              derm.terminal().say("derm: a request failed: " + failure);
              derm.trace(failure);
            });
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              server.close();
              stopped.countDown();
            },
            "derm-serve-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    derm.terminal().answer(server.uri().toString());
    if (open) {
      browse(server.uri());
    }
    stopped.await();
    return 0;
  }

  private void browse(URI uri) {
    try {
      Desktop.getDesktop().browse(uri);
    } catch (IOException | UnsupportedOperationException none) {
      derm.terminal().say("derm: no browser could be started; open the address above");
    }
  }
}
