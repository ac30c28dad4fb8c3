package io.github.derm4j.cli;

import io.github.derm4j.data.download.IsicArchiveClient;
import io.github.derm4j.data.download.IsicDownload;
import io.github.derm4j.data.download.IsicSelection;
import io.github.derm4j.data.download.RetryPolicy;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm download}: a selection of the ISIC Archive. */
@Command(
    name = "download",
    description = {
      "Downloads a selection of the ISIC Archive, with the attribution and licence of each image,"
          + " into a folder that --dataset isic reads.",
      "The same command again goes on where it stopped. Mind the licences: many images must not be"
          + " used commercially."
    },
    mixinStandardHelpOptions = true)
final class DownloadCommand implements Callable<Integer> {

  private static final int INCOMPLETE = 1;
  private static final int INTERRUPTED = 130;
  private static final int NAMED = 5;

  @ParentCommand private Derm derm;

  @Option(
      names = "--query",
      defaultValue = "",
      paramLabel = "QUERY",
      description =
          "In the archive's language, such as diagnosis_3:\"Nevus\" AND sex:male. Default: all.")
  private String query;

  @Option(
      names = "--collection",
      split = ",",
      paramLabel = "N",
      description = "Only images of these collections, by the archive's numbers.")
  private List<Integer> collections = List.of();

  @Option(
      names = "--limit",
      required = true,
      paramLabel = "N",
      description = "So many images at most.")
  private int limit;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the images and tables go.")
  private Path out;

  @Option(
      names = "--api",
      defaultValue = "https://api.isic-archive.com/api/v2/",
      paramLabel = "URL",
      description = "Address of the archive or a mirror. Default: ${DEFAULT-VALUE}")
  private URI api;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = derm.terminal();
    IsicSelection selection =
        IsicSelection.first(limit).withQuery(query).withCollections(collections);
    OutputFolder.prepare(out);
    Thread downloading = Thread.currentThread();
    StopOnInterrupt interrupt = StopOnInterrupt.begin(terminal, downloading::interrupt);
    try {
      IsicDownload download;
      try (Progress progress = terminal.progress("download", limit, "images")) {
        download =
            new IsicArchiveClient(withSlash(api), RetryPolicy.POLITE)
                .download(
                    selection,
                    out,
                    (done, images) -> progress.at(done, images < limit ? "of " + images : ""));
      }
      answer(terminal, download);
      return download.failed().isEmpty() ? 0 : INCOMPLETE;
    } catch (InterruptedException stopped) {
      terminal.say("derm: stopped; the same command goes on from here");
      return INTERRUPTED;
    } finally {
      interrupt.end();
    }
  }

  /** Without it the last part of the path would be replaced, not extended. */
  static URI withSlash(URI address) {
    return address.toString().endsWith("/") ? address : URI.create(address + "/");
  }

  private void answer(Terminal terminal, IsicDownload download) {
    if (json) {
      var answer =
          Json.object()
              .put("images", download.images())
              .put("fetched", download.fetched())
              .put("alreadyThere", download.alreadyThere());
      download.failed().forEach(answer.putArray("failed")::add);
      terminal.answer(Json.text(answer));
    } else {
      terminal.answer(
          String.format(
              "%s in %s: %s fetched, %s there already",
              Format.count(download.fetched() + (long) download.alreadyThere(), "image"),
              out,
              Format.count(download.fetched()),
              Format.count(download.alreadyThere())));
    }
    if (!download.failed().isEmpty()) {
      terminal.say(
          String.format(
              "derm: error: %s could not be fetched, such as %s; the same command tries again",
              Format.count(download.failed().size(), "image"),
              String.join(", ", download.failed().stream().limit(NAMED).toList())));
    }
  }
}
