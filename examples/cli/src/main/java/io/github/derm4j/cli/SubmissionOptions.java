package io.github.derm4j.cli;

import io.github.derm4j.cli.source.Code;
import io.github.derm4j.cli.source.JavaProgram;
import io.github.derm4j.model.Predictions;
import io.github.derm4j.model.evaluation.Submission;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.DiseasePartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for a challenge's submission, written from the probabilities of the test images. */
final class SubmissionOptions {

  @Option(
      names = "--submission",
      paramLabel = "FILE.csv",
      description =
          "Also write the probabilities of the test images as a challenge's submission, with"
              + " --columns.")
  private @Nullable Path file;

  @Option(
      names = "--columns",
      paramLabel = "WHICH",
      description =
          "Columns of --submission: isic-2017, isic-2018, isic-2019, isic-2020 or milk10k, or a"
              + " table column,node; a node is an id or name, and * is all that is in no other"
              + " column.")
  private @Nullable String columns;

  @Option(
      names = "--empty-columns",
      description =
          "Write 0 in a column of --submission that the classifier has no class for. Default:"
              + " refuse.")
  private boolean emptyColumns;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Checks that the options can be combined. */
  void check() throws IOException {
    if ((file == null) != (columns == null) || (emptyColumns && file == null)) {
      throw new ParameterException(
          command.commandLine(),
          file == null
              ? (columns == null ? "--empty-columns" : "--columns")
                  + " without --submission; add --submission FILE.csv"
              : "--submission without --columns; add --columns isic-2019, or another layout");
    }
    if (file != null) {
      OutputFolder.requireFolder(file);
    }
  }

  /**
   * The layout, if a submission is requested. A layout that the classifier does not support fails
   * before any image is classified.
   */
  Optional<Submission> layout(DiseasePartition partition, Terminal terminal) throws IOException {
    if (columns == null) {
      return Optional.empty();
    }
    Submission layout =
        ScoreColumns.submission(columns, partition, notice -> terminal.say("derm: " + notice));
    return Optional.of(emptyColumns ? layout : layout.requireComplete());
  }

  /** Writes the file. */
  void write(Submission layout, Predictions predictions, Terminal terminal) throws IOException {
    if (file == null) {
      return;
    }
    Submission.Rows rows = layout.rows(predictions);
    OutputFolder.writeAtomically(file, rows.csv());
    terminal.say(
        String.format(
            Locale.ROOT,
            "derm: wrote %s of %s to %s; only images with a diagnosis that the classifier knows are"
                + " in it; for images without a diagnosis: derm classify --columns %s",
            Format.count(rows.size(), layout.isPerLesion() ? "lesion" : "image"),
            layout.groups().columns().name(),
            file,
            columns));
  }

  /** The same layout as Java code. */
  void write(JavaProgram program) throws IOException {
    if (file != null && columns != null) {
      Code layout = ScoreColumns.code(columns, Code.of("classifier.partition()"));
      program.call(
          (emptyColumns ? layout : layout.then("requireComplete"))
              .then("write", Code.of("evaluation.predictions()"), Code.literal(file)));
    }
  }
}
