package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.data.download.IsicArchiveClient;
import io.github.derm4j.data.download.IsicDownload;
import io.github.derm4j.data.download.IsicSelection;
import io.github.derm4j.data.download.RetryPolicy;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm download}: downloads a selection of the ISIC Archive. */
@Command(
    name = "download",
    description = {
      "Downloads a selection of the ISIC Archive into a folder that --dataset isic"
          + " reads, with the attribution and licence of each image and the texts of the"
          + " licences.",
      "To continue an interrupted download, repeat the command. Check the licences:"
          + " many images must not be used commercially."
    },
    mixinStandardHelpOptions = true)
final class DownloadCommand implements Callable<Integer> {

  private static final int INCOMPLETE = 1;
  private static final int INTERRUPTED = 130;
  private static final int NAMED = 5;
  private static final int MAX_RATE = 50;

  @ParentCommand private Derm derm;

  @Option(
      names = "--query",
      defaultValue = "",
      paramLabel = "QUERY",
      description =
          "Query in the archive's language, such as diagnosis_3:\"Nevus\" AND sex:male."
              + " Default: all images.")
  private String query;

  @Option(
      names = "--collection",
      split = ",",
      paramLabel = "N",
      description = "Only images of these collections, given by the archive's numbers.")
  private List<Integer> collections = List.of();

  @Option(
      names = "--limit",
      required = true,
      paramLabel = "N",
      description = "Maximum number of images.")
  @InRange(min = 1)
  private int limit;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder to write the images and tables to.")
  private Path out;

  @Option(
      names = "--api",
      defaultValue = "https://api.isic-archive.com/api/v2/",
      paramLabel = "URL",
      description = "Address of the archive or a mirror. Default: ${DEFAULT-VALUE}")
  private URI api;

  @Option(
      names = "--threads",
      defaultValue = "" + IsicArchiveClient.THREADS,
      paramLabel = "N",
      description =
          "Number of images to fetch at the same time, at most "
              + IsicArchiveClient.MAX_THREADS
              + ". Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1, max = IsicArchiveClient.MAX_THREADS)
  private int threads;

  @Option(
      names = "--rate",
      defaultValue = "10",
      paramLabel = "N",
      description =
          "Maximum number of requests per second of all threads together, from 1 to "
              + MAX_RATE
              + ". Default: ${DEFAULT-VALUE}.")
  @InRange(min = 1, max = MAX_RATE)
  private int rate;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = derm.terminal();
    IsicSelection selection =
        IsicSelection.first(limit).withQuery(query).withCollections(collections);
    IsicArchiveClient client = new IsicArchiveClient(withSlash(api), policy()).withThreads(threads);
    OutputFolder.prepare(out).close(); // The download reserves it again.
    Thread downloading = Thread.currentThread();
    StopOnInterrupt interrupt = StopOnInterrupt.begin(terminal, downloading::interrupt);
    try {
      IsicDownload download;
      try (DownloadProgress progress = new DownloadProgress(terminal)) {
        download = client.download(selection, out, progress);
      }
      answer(terminal, download);
      return download.failed().isEmpty() && download.unlisted() == 0 ? 0 : INCOMPLETE;
    } catch (InterruptedException stopped) {
      terminal.say("derm: stopped; repeat the command to continue");
      return INTERRUPTED;
    } finally {
      interrupt.end();
    }
  }

  private RetryPolicy policy() {
    RetryPolicy polite = RetryPolicy.POLITE;
    return new RetryPolicy(
        polite.attempts(), polite.firstPause(), Duration.ofSeconds(1).dividedBy(rate));
  }

  /**
   * Adds a slash at the end, without which the last part of the path would be replaced rather than
   * extended.
   */
  static URI withSlash(URI address) {
    return address.toString().endsWith("/") ? address : URI.create(address + "/");
  }

  private void answer(Terminal terminal, IsicDownload download) {
    if (json) {
      var answer =
          Json.object()
              .put("images", download.images())
              .put("fetched", download.fetched())
              .put("alreadyThere", download.alreadyThere())
              .put("unlisted", download.unlisted())
              .put("withoutLicence", download.withoutLicence());
      download.failed().forEach(answer.putArray("failed")::add);
      ObjectNode reasons = answer.putObject("reasons");
      download.failures().forEach(reasons::put);
      download.missingLicences().forEach(answer.putArray("missingLicences")::add);
      terminal.answer(Json.text(answer));
    } else {
      terminal.answer(
          String.format(
              Locale.ROOT,
              "%s in %s: %s fetched, %s already there",
              Format.count(download.fetched() + (long) download.alreadyThere(), "image"),
              out,
              Format.count(download.fetched()),
              Format.count(download.alreadyThere())));
    }
    download
        .missingLicences()
        .forEach(
            licence ->
                terminal.say(
                    "derm: warning: the archive has no text of the licence "
                        + licence
                        + "; look it up before you use the images"));
    if (download.withoutLicence() > 0) {
      terminal.say(
          "derm: warning: the archive names no licence for "
              + Format.count(download.withoutLicence(), "image"));
    }
    if (download.unlisted() > 0) {
      terminal.say(
          "derm: error: the archive counts "
              + Format.count(download.images() + (long) download.unlisted(), "image")
              + ", but listed "
              + Format.count(download.images())
              + " different ones; repeat the command to try again");
    }
    if (!download.failed().isEmpty()) {
      terminal.say(
          String.format(
              Locale.ROOT,
              "derm: error: %s could not be fetched, such as %s; repeat the command to try again",
              Format.count(download.failed().size(), "image"),
              download.failures().entrySet().stream()
                  .limit(NAMED)
                  .map(failure -> failure.getKey() + " (" + failure.getValue() + ")")
                  .collect(Collectors.joining(", "))));
    }
  }
}
