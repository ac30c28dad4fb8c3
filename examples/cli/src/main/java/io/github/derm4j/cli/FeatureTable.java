package io.github.derm4j.cli;

import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.NameIndex;
import io.github.derm4j.model.internal.Format;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A table of precomputed features in the format of {@code derm features}: the column {@code image},
 * then one column for each feature.
 */
final class FeatureTable {

  private FeatureTable() {}

  /**
   * Reads the features of a data set's images line by line, because the table may be larger than
   * memory.
   *
   * @param file the table, which names images by their id, their path or their file name
   * @param records the images
   * @return one row for each record; zeros, which are similar to nothing, for an image that the
   *     table does not name
   * @throws IOException if the file can't be read, or contains none of the images
   */
  static INDArray read(Path file, List<LesionRecord> records, Terminal terminal)
      throws IOException {
    try (TableRows rows = TableReader.standard().open(file)) {
      if (!rows.dialect().isEmpty()) {
        terminal.say("derm: the table " + file + " is " + rows.dialect());
      }
      int length = rows.columns().size() - 1;
      if (length < 1) {
        throw new IOException(file + " has no header image,f0,f1,...; write it with derm features");
      }
      Function<String, OptionalInt> indexOf = index(records);
      INDArray features = Nd4j.zeros(DataType.FLOAT, records.size(), length);
      Set<Integer> found = new HashSet<>();
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        OptionalInt index = indexOf.apply(row.get(0));
        if (index.isPresent()) {
          features.putRow(index.getAsInt(), Nd4j.createFromArray(numbers(row, length)));
          found.add(index.getAsInt());
        }
      }
      if (found.isEmpty()) {
        throw new IOException(
            file
                + " names none of the images: its first column must hold ids or file names such as "
                + records.get(0).imageId());
      }
      if (found.size() < records.size()) {
        terminal.say(
            "derm: "
                + Format.count(records.size() - found.size(), "image")
                + " without features in "
                + file);
      }
      return features;
    }
  }

  /** Indexes the images by their ids and file names, with the usual rules for comparing ids. */
  private static Function<String, OptionalInt> index(List<LesionRecord> records) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < records.size(); i++) {
      places.put(records.get(i).imageName(), i);
    }
    for (int i = 0; i < records.size(); i++) {
      places.put(records.get(i).imageId(), i);
    }
    NameIndex names = new NameIndex(places.keySet());
    return id -> {
      int[] meant =
          names.find(id).names().stream().mapToInt(places::get).distinct().limit(2).toArray();
      return meant.length == 1 ? OptionalInt.of(meant[0]) : OptionalInt.empty();
    };
  }

  private static float[] numbers(TableRow row, int length) throws IOException {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) row.number(i + 1);
    }
    return numbers;
  }
}
