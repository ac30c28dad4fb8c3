package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Calls;
import io.github.derm4j.data.archive.DatasetRequest;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the table of labels, if it is not among the images. */
abstract class TableOptions {

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "Table of labels, .csv or .csv.gz. Default: the table found with the images.")
  @Nullable Path table;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Encoding of the table, such as windows-1252. Default: UTF-8.")
  @Nullable Charset encoding;

  /** Applies these options to a request. */
  Calls<DatasetRequest> calls() {
    return Calls.<DatasetRequest>none()
        .with(DatasetRequest::withTable, table)
        .with(DatasetRequest::withEncoding, encoding);
  }
}
