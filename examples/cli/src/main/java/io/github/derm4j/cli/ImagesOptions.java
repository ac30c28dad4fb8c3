package io.github.derm4j.cli;

import com.google.common.hash.Hashing;
import com.google.common.io.Files;
import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.data.archive.CleaningDecisions;
import io.github.derm4j.data.archive.DatasetRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the images, and of the decisions on them. */
final class ImagesOptions {

  @Option(
      names = "--images",
      required = true,
      paramLabel = "ZIP_OR_FOLDER",
      description = "Folder or zip archive with the images.")
  private Path images;

  @Option(
      names = "--zip-charset",
      paramLabel = "NAME",
      description =
          "Encoding of file names in a zip archive that does not state it, such as"
              + " Shift_JIS. Default: UTF-8 if the names are valid UTF-8, otherwise code page"
              + " 437.")
  private @Nullable Charset zipCharset;

  @Option(
      names = "--decisions",
      paramLabel = "FILE.csv",
      description =
          "Leave out or relabel images as decided on the page of 'derm audit --review': a table"
              + " image,decision,label; a decision is keep, drop or relabel.")
  private @Nullable Path decisions;

  Path path() {
    return images;
  }

  Written<DatasetRequest> request() throws IOException {
    return Written.of(DatasetRequest::of, images)
        .with(
            Calls.<DatasetRequest>none()
                .with(DatasetRequest::withZipCharset, zipCharset)
                .withMade(
                    DatasetRequest::withDecisions,
                    decisions == null ? null : Written.of(CleaningDecisions::read, decisions)));
  }

  /** The decisions for the report: the name of the table, and the number of each decision. */
  Optional<String> decisions() throws IOException {
    return decisions == null
        ? Optional.empty()
        : Optional.of(
            CleaningDecisions.read(decisions)
                + ", SHA-256 "
                + Files.asByteSource(decisions.toFile()).hash(Hashing.sha256()));
  }
}
