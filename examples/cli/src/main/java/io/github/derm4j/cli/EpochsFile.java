package io.github.derm4j.cli;

import io.github.derm4j.model.training.Epoch;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code epochs.csv} in the folder of a run: a row for each epoch so far, so that another program
 * can watch the run.
 */
final class EpochsFile {

  static final String NAME = "epochs.csv";

  private static final String HEADER = "epoch,loss,validation_loss,validation_accuracy,seconds\n";

  private EpochsFile() {}

  /** Adds an epoch. A restarted or resumed run replaces later epochs. */
  static void add(Path file, Epoch epoch) throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    if (epoch.number() > 1 && Files.exists(file)) {
      read(file).stream().filter(each -> each.number() < epoch.number()).forEach(epochs::add);
    }
    epochs.add(epoch);
    StringBuilder text = new StringBuilder(HEADER);
    for (Epoch each : epochs) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%s,%s,%s,%s%n",
              each.number(),
              cell(each.loss()),
              cell(each.validationLoss()),
              cell(each.validationAccuracy()),
              cell(each.seconds())));
    }
    OutputFolder.writeAtomically(file, text);
  }

  private static String cell(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  /** Reads the epochs so far; cells that are not numbers become NaN. */
  static List<Epoch> read(Path file) throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (TableRow row : TableReader.standard().read(file).rows()) {
      epochs.add(
          new Epoch(
              (int) row.number("epoch"),
              number(row, "loss"),
              number(row, "validation_loss"),
              number(row, "validation_accuracy"),
              number(row, "seconds")));
    }
    return epochs;
  }

  private static double number(TableRow row, String column) throws IOException {
    return row.getOrBlank(column).isBlank() ? Double.NaN : row.number(column);
  }
}
