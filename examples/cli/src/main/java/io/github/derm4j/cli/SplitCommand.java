package io.github.derm4j.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.split.Components;
import io.github.derm4j.data.split.GroupedFolds;
import io.github.derm4j.model.internal.Format;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm split}: makes folds for cross-validation with no lesion in two folds. */
@Command(
    name = "split",
    description =
        "Divides images into stratified folds, so that no lesion and no patient is in"
            + " two folds, and writes a table image,component,fold.",
    mixinStandardHelpOptions = true)
final class SplitCommand implements Callable<Integer> {

  @ParentCommand private Derm derm;
  @Mixin private DatasetOptions data;

  @Option(
      names = "--folds",
      defaultValue = "9",
      paramLabel = "N",
      description = "Number of folds. Default: ${DEFAULT-VALUE}, as in the paper.")
  @InRange(min = 2)
  private int folds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the random choice. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.csv",
      description = "File to write the table to.")
  private Path out;

  @Option(
      names = "--unchecked",
      description =
          "Skip the check that each image can be decoded, which takes time for a large archive."
              + " Damaged images then get a fold, too.")
  private boolean unchecked;

  @Override
  public Integer call() throws IOException {
    OutputFolder.requireFolder(out);
    StringWriter text = new StringWriter();
    GroupedFolds split;
    try (LesionDataset dataset = data.read(seed, derm.terminal());
        CsvWriter csv = CsvWriter.builder().build(text)) {
      LesionDataset divided = unchecked ? dataset : data.decodable(dataset, derm.terminal());
      split = GroupedFolds.of(divided.records(), seed, folds);
      Components components = split.components();
      List<LesionRecord> records = components.records();
      CopiesAcrossParts.warning(split, dataset.images())
          .ifPresent(words -> derm.terminal().say("derm: " + words));
      csv.writeRecord("image", "component", "fold");
      for (int i = 0; i < records.size(); i++) {
        csv.writeRecord(
            records.get(i).imageId(),
            Integer.toString(components.componentOf(i)),
            Integer.toString(split.foldOf(i)));
      }
    }
    OutputFolder.writeAtomically(out, text.toString());
    derm.terminal()
        .say(
            String.format(
                Locale.ROOT,
                "%s of %s in %s: %s",
                Format.count(split.components().records().size(), "image"),
                Format.count(split.components().count(), "component"),
                Format.count(folds, "fold"),
                out));
    return 0;
  }
}
