package io.github.derm4j.cli;

import io.github.derm4j.cli.serve.ClassifyPage;
import io.github.derm4j.cli.serve.Page;
import io.github.derm4j.cli.serve.PageServer;
import io.github.derm4j.cli.serve.PlaygroundPage;
import io.github.derm4j.cli.serve.SimilarImages;
import io.github.derm4j.cli.serve.StartPage;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.model.ImageClassifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm serve}: serves pages to explore a model. */
@Command(
    name = "serve",
    description = {
      "Starts a web server on this machine, with pages to try a model and to watch a"
          + " network learn. Prints the address and runs until Ctrl-C.",
      "Research software, not a medical device. The output is not a diagnosis."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final String LOOPBACK = "127.0.0.1";

  @ParentCommand private Derm derm;
  @Spec private CommandSpec spec;
  @Mixin private ProviderOption provider;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The classifier: a model.zip, or a model.onnx from 'derm export'.")
  private @Nullable Path model;

  @Option(
      names = "--neighbours",
      paramLabel = "FOLDER",
      description =
          "Folder of images, such as the training images in one folder for each class."
              + " The page shows the images most similar by the classifier's features, which"
              + " are computed at the start. The playground shows them as points.")
  private @Nullable Path neighbours;

  @Option(
      names = "--neighbour-features",
      paramLabel = "FILE.csv",
      description =
          "Features of the images of --neighbours, written by 'derm features --model'"
              + " with the same classifier. Only missing features are computed at the start.")
  private @Nullable Path neighbourFeatures;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description =
          "Folder that a fine-tune or quickstart writes to (its --out). A page shows the"
              + " run from its files, during and after training.")
  private @Nullable Path run;

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "N",
      description = "Port to listen on. Default: ${DEFAULT-VALUE}, any free port.")
  @InRange(min = 0, max = 65535)
  private int port;

  @Option(
      names = "--host",
      defaultValue = LOOPBACK,
      paramLabel = "ADDRESS",
      description =
          "Address to listen on. Default: ${DEFAULT-VALUE}, for this machine only. With"
              + " another address, other machines can reach the pages with the token in the"
              + " printed address; the connection is not encrypted.")
  private String host;

  @Option(
      names = "--open",
      description = "Open the page in the browser. The variable BROWSER can name one.")
  private boolean open;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (model == null) {
      provider.refuse();
    }
    List<Page> pages = new ArrayList<>();
    SimilarImages similar = SimilarImages.none();
    if (model != null) {
      ModelFile file = provider.applyTo(ModelFile.of(model), derm.terminal());
      ModelFile.Opened opened = file.open();
      // Other machines must not learn the folders of this one.
      boolean local = InetAddress.getByName(host).isLoopbackAddress();
      JavaProgram program = file.program(local ? model : model.getFileName());
      similar = similar(opened.classifier());
      pages.add(
          new ClassifyPage(
                  opened.classifier(), String.valueOf(model.getFileName()), similar, opened::close)
              .offering(program.fileName(), program.text()));
    } else if (neighbours != null) {
      throw new ParameterException(
          spec.commandLine(), "--neighbours needs --model, whose features it compares");
    }
    if (neighbourFeatures != null && neighbours == null) {
      throw new ParameterException(
          spec.commandLine(), "--neighbour-features needs --neighbours, whose images it describes");
    }
    if (run != null) {
      RunFolder shown = new RunFolder(run);
      shown.watch();
      pages.add(shown.page());
    }
    if (pages.isEmpty()) {
      pages.add(new StartPage());
    }
    pages.add(new PlaygroundPage(similar));
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

  private SimilarImages similar(ImageClassifier classifier) throws IOException {
    return neighbours == null
        ? SimilarImages.none()
        : new Neighbours(neighbours, classifier, derm.terminal()).read(neighbourFeatures);
  }

  private void browse(URI uri) {
    try {
      SystemBrowser.of(System.getProperty("os.name"), System.getenv("BROWSER")).open(uri);
    } catch (IOException none) {
      derm.terminal().say("derm: no browser could be started; open the address above");
    }
  }
}
