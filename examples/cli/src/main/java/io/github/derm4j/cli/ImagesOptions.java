package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.cli.source.Written;
import io.github.derm4j.data.archive.DatasetRequest;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of the images. */
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

  Path path() {
    return images;
  }

  Written<DatasetRequest> request() {
    return Written.of(DatasetRequest::of, images)
        .with(Calls.<DatasetRequest>none().with(DatasetRequest::withZipCharset, zipCharset));
  }
}
