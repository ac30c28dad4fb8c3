package io.github.derm4j.model.evaluation;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.data.Names;
import io.github.derm4j.data.archive.Parts;
import io.github.derm4j.data.split.GroupedSplit;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The part of each image in a run, as the table {@code image,lesion,part}; a later evaluation reads
 * it to test on the same held-out lesions.
 */
public final class SplitCsv {

  private static final List<String> HEADER = List.of("image", "lesion", "part");

  private SplitCsv() {}

  /** The part of an image. */
  public enum Part {
    /** The training images. */
    TRAINING,
    /** The validation images. */
    VALIDATION,
    /** The test images. */
    TEST;

    /** {@return the word in the table} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Writes a split as a table.
   *
   * @param split the split
   * @return the table's text
   */
  public static String write(GroupedSplit split) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(HEADER);
      write(csv, split.train(), Part.TRAINING);
      write(csv, split.validation(), Part.VALIDATION);
      write(csv, split.test(), Part.TEST);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(CsvWriter csv, List<LesionRecord> records, Part part) {
    for (LesionRecord record : records) {
      csv.writeRecord(record.imageId(), Lesions.idOf(record), part.word());
    }
  }

  /**
   * Reads the split of images from a table; images that it does not name are in no part. {@link
   * Parts#named} lists the names of parts.
   *
   * @param file the table
   * @param records the images
   * @return the split
   * @throws IOException if the table can't be read, has other columns or puts an image into two
   *     parts
   */
  public static GroupedSplit read(Path file, List<LesionRecord> records) throws IOException {
    return read(file, records, notice -> {});
  }

  /**
   * Reads a split as {@link #read(Path, List)} does.
   *
   * @param file the table
   * @param records the images
   * @param notice receives a text if the table has an unusual delimiter or encoding
   * @return the split
   * @throws IOException if the table can't be read, has other columns or puts an image into two
   *     parts
   */
  public static GroupedSplit read(Path file, List<LesionRecord> records, Consumer<String> notice)
      throws IOException {
    Table table = TableReader.standard().read(file);
    if (!table.dialect().isEmpty()) {
      notice.accept("the table " + file + " is " + table.dialect());
    }
    return split(
        records,
        partOf(table, "part", row -> Parts.named(row.get("part")).orElse(""), Function.identity()));
  }

  /**
   * Reads a split from folds, as {@code derm split} writes them: one fold is for the test, the next
   * one (the first after the last) for validation, and the others for training. {@code derm
   * cross-validate} uses the same split. Images that the table does not name are in no part.
   *
   * @param file the table, with the columns {@code image} and {@code fold}
   * @param records the images
   * @param held the fold that is held out for the test, from 0
   * @return the split
   * @throws IOException if the table can't be read, has other columns, has fewer than three folds,
   *     lacks the held-out fold, or puts an image into two folds
   */
  public static GroupedSplit readFold(Path file, List<LesionRecord> records, int held)
      throws IOException {
    Table table = TableReader.standard().read(file);
    table.require("image", "fold");
    int folds = 0;
    for (double fold : table.numbers("fold")) {
      folds = Math.max(folds, 1 + (int) fold);
    }
    if (folds < 3 || held < 0 || held >= folds) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d folds, and fold %d is to be held out; three are needed, numbered from 0",
              table.name(),
              folds,
              held));
    }
    String test = Integer.toString(held);
    String validation = Integer.toString((held + 1) % folds);
    return split(
        records,
        partOf(
            table,
            "fold",
            row -> Integer.toString((int) row.number("fold")),
            fold -> fold.equals(test) ? "test" : fold.equals(validation) ? "validation" : "train"));
  }

  /** The values of a row. */
  @FunctionalInterface
  private interface Cell {
    String text(TableRow row) throws IOException;
  }

  private static Map<String, String> partOf(
      Table table, String column, Cell cell, Function<String, String> part) throws IOException {
    table.require("image", column);
    Map<String, String> partOf = new HashMap<>();
    for (TableRow row : table.rows()) {
      String word = cell.text(row);
      String before = partOf.put(Names.text(row.get("image")), word);
      if (before != null && !before.equals(word)) {
        throw new IOException(
            table.name()
                + ", line "
                + row.line()
                + ": image '"
                + row.get("image")
                + "' is in two "
                + column
                + "s; leave one row for each image");
      }
    }
    partOf.replaceAll((image, word) -> part.apply(word));
    return partOf;
  }

  private static GroupedSplit split(List<LesionRecord> records, Map<String, String> partOf) {
    return new GroupedSplit(
        part(records, partOf, Part.TRAINING),
        part(records, partOf, Part.VALIDATION),
        part(records, partOf, Part.TEST));
  }

  private static List<LesionRecord> part(
      List<LesionRecord> records, Map<String, String> partOf, Part part) {
    NameIndex ids = new NameIndex(partOf.keySet());
    List<LesionRecord> found = new ArrayList<>();
    for (LesionRecord record : records) {
      List<String> rows = ids.find(record.imageId()).names();
      if (rows.size() == 1
          && Parts.named(part.word()).equals(Optional.ofNullable(partOf.get(rows.get(0))))) {
        found.add(record);
      }
    }
    return found;
  }
}
