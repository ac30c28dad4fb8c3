package io.github.derm4j.data.archive;

import java.util.List;

/** The readers by name. */
public final class DatasetReaders {

  private static final List<DatasetReader> ALL =
      List.of(
          new Milk10k(),
          new IsicArchive(),
          new IsicChallenge(),
          new Ham10000(),
          new Dermofit(),
          new Fitzpatrick17k(),
          new PadUfes20(),
          new FolderPerClass(),
          new ManifestCsv());

  private DatasetReaders() {}

  /**
   * All readers.
   *
   * @return an immutable list
   */
  public static List<DatasetReader> all() {
    return ALL;
  }

  /**
   * Finds a reader by name.
   *
   * @param name its name
   * @return the reader
   * @throws IllegalArgumentException if there is no reader of that name; the message lists all
   *     names
   */
  public static DatasetReader named(String name) {
    return ALL.stream()
        .filter(reader -> reader.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown data set '"
                        + name
                        + "': known are "
                        + String.join(", ", ALL.stream().map(DatasetReader::name).toList())));
  }
}
