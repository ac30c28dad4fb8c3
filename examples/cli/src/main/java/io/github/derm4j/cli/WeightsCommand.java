package io.github.derm4j.cli;

import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.download.RetryPolicy;
import io.github.derm4j.model.inception.OfficialWeights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code derm weights}: downloads Keras's ImageNet weights. */
@Command(
    name = "weights",
    description = {
      "Prints where Keras's ImageNet weights of Inception v3 are on this machine."
          + " Downloads them with --download.",
      "For example: derm fine-tune --weights $(derm weights --download) ..."
    },
    mixinStandardHelpOptions = true)
final class WeightsCommand implements Callable<Integer> {

  private static final int INTERRUPTED = 130;
  private static final double MEGABYTE = 1e6;

  @ParentCommand private Derm derm;
  @Spec private CommandSpec command;

  @Option(
      names = "--download",
      description =
          "Download the file (88 MB) if it is missing. Continues an interrupted download.")
  private boolean download;

  @Option(
      names = "--with-top",
      description =
          "Use the file that includes the output layer for the ImageNet classes (96 MB)."
              + " Not needed for lesions.")
  private boolean withTop;

  @Option(
      names = "--cache",
      paramLabel = "FOLDER",
      description = "Folder to keep the file in. Default: the folder derm4j in the user's cache.")
  private @Nullable Path cache;

  @Option(
      names = "--address",
      paramLabel = "URL",
      description = "Web folder to download from. Default: Keras's own.")
  private URI address = OfficialWeights.ADDRESS;

  @Override
  public Integer call() throws IOException {
    if (!download) {
      Inapplicable.refuse(command, "--download", List.of("--address"));
    }
    OfficialWeights wanted = withTop ? OfficialWeights.WITH_TOP : OfficialWeights.WITHOUT_TOP;
    Path folder = cache == null ? OfficialWeights.userCache() : cache;
    Path file = folder.resolve(wanted.fileName());
    if (download) {
      try {
        wanted.download(
            folder,
            DownloadCommand.withSlash(address),
            RetryPolicy.POLITE,
            new Megabytes(derm.terminal()));
      } catch (InterruptedException stopped) {
        return INTERRUPTED;
      }
    } else if (!Files.exists(file)) {
      throw new IOException(file + " is not there; derm weights --download fetches it");
    }
    derm.terminal().answer(file.toString());
    return 0;
  }

  /** Formats bytes as megabytes. */
  private static final class Megabytes implements ProgressListener {
    private final Terminal terminal;
    private @Nullable Progress progress;
    private long bytes;

    Megabytes(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void started(String work, long steps) {
      bytes = 0;
      progress = terminal.progress(work, Math.round(steps / MEGABYTE), "MB");
    }

    @Override
    public void advanced(long steps) {
      bytes += steps;
      if (progress != null) {
        progress.at(Math.round(bytes / MEGABYTE), "");
      }
    }

    @Override
    public void finished() {
      if (progress != null) {
        progress.close();
        progress = null;
      }
    }
  }
}
