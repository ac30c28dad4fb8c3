package io.github.derm4j.data.download;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.derm4j.data.internal.FileOutput;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRow;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The images that the archive has listed, and the tables about them: {@code metadata.csv}, {@code
 * attribution.csv} and {@code attribution.txt}.
 *
 * <p>The set of columns is known only after the last image. Until then, the fields are kept in a
 * file, because those of several hundred thousand images would fill the memory.
 */
final class ImageList implements AutoCloseable {

  private static final String ID = "isic_id";
  private static final String TABLE = "metadata.csv";
  private static final String ANONYMOUS = "Anonymous";

  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;
  private final Path fields;
  private final Writer out;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> columns = new LinkedHashSet<>();
  private final Map<String, Integer> attributions = new HashMap<>();
  private final Set<String> licences = new TreeSet<>();
  private int withoutLicence;

  /** An empty list that writes its tables into a folder. */
  ImageList(Path folder) throws IOException {
    this.folder = folder;
    this.fields = folder.resolve("metadata.jsonl.part");
    this.out = new OutputStreamWriter(FileOutput.create(fields, fields), StandardCharsets.UTF_8);
  }

  int size() {
    return ids.size();
  }

  /** Adds an image, unless it was listed before. */
  boolean add(IsicImage image) throws IOException {
    return add(image.id(), image.fields());
  }

  private boolean add(String id, Map<String, String> values) throws IOException {
    if (!ids.add(id)) {
      return false;
    }
    columns.addAll(values.keySet());
    attributions.merge(values.getOrDefault(IsicImage.ATTRIBUTION, ""), 1, Integer::sum);
    licences.add(values.getOrDefault(IsicImage.LICENCE, ""));
    withoutLicence += values.getOrDefault(IsicImage.LICENCE, "").isBlank() ? 1 : 0;
    Map<String, String> row = new LinkedHashMap<>(values);
    row.put(ID, id);
    out.write(json.writeValueAsString(row));
    out.write('\n');
    return true;
  }

  /** The licences of the images, in order. */
  List<String> licences() {
    return licences.stream().filter(licence -> !licence.isBlank()).toList();
  }

  int withoutLicence() {
    return withoutLicence;
  }

  /** Writes the tables with only the listed images. */
  void write() throws IOException {
    write(fields, columns);
  }

  /**
   * Writes the tables of an unfinished download. Images of the existing table that are not listed
   * yet keep their lines, because their files may exist.
   */
  void writeUnfinished() throws IOException {
    Path table = folder.resolve(TABLE);
    if (!Files.exists(table)) {
      write();
      return;
    }
    try (ImageList all = new ImageList(folder, this)) {
      all.addOthersOf(table);
      all.write();
    }
  }

  /** A copy with a separate file, which begins with the content of the original. */
  private ImageList(Path folder, ImageList other) throws IOException {
    this.folder = folder;
    this.fields = folder.resolve("metadata-all.jsonl.part");
    other.out.flush();
    Files.deleteIfExists(fields);
    Files.copy(other.fields, fields);
    this.out = new OutputStreamWriter(FileOutput.append(fields), StandardCharsets.UTF_8);
    ids.addAll(other.ids);
    columns.addAll(other.columns);
    attributions.putAll(other.attributions);
    licences.addAll(other.licences);
  }

  private void addOthersOf(Path table) throws IOException {
    try (TableRows rows = TableReader.standard().withDelimiter(',').open(table)) {
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : rows.columns()) {
          values.put(column, row.getOrBlank(column));
        }
        String id = values.remove(ID);
        if (id != null && !id.isBlank()) {
          add(id, values);
        }
      }
    } catch (MalformedTableException unreadable) {
      // The table was not written by this class: it is replaced, as at the end of a download.
    }
  }

  private void write(Path from, Set<String> names) throws IOException {
    out.flush();
    List<String> header = new ArrayList<>(List.of(ID));
    header.addAll(names);
    writeTable(from, TABLE, header);
    writeTable(from, "attribution.csv", List.of(ID, IsicImage.ATTRIBUTION, IsicImage.LICENCE));
    WholeFile.write(folder.resolve("attribution.txt"), attributionText());
  }

  private void writeTable(Path from, String name, List<String> header) throws IOException {
    TypeReference<Map<String, String>> type = new TypeReference<>() {};
    WholeFile.write(
        folder.resolve(name),
        bytes -> {
          Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
          try (BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(
                      new FileInputStream(from.toFile()), StandardCharsets.UTF_8))) {
            CsvWriter table = CsvWriter.builder().build(text);
            table.writeRecord(header);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              Map<String, String> row = json.readValue(line, type);
              table.writeRecord(header.stream().map(c -> row.getOrDefault(c, "")).toList());
            }
            table.flush();
          }
        });
  }

  /**
   * The attributions in the order of the archive's own downloads: by number of images, anonymous
   * last.
   */
  private String attributionText() {
    return attributions.entrySet().stream()
        .filter(entry -> !entry.getKey().isBlank())
        .sorted(
            Comparator.comparing((Map.Entry<String, Integer> e) -> e.getKey().equals(ANONYMOUS))
                .thenComparing(Map.Entry.<String, Integer>comparingByValue().reversed())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining("\n\n", "", "\n"));
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      Files.deleteIfExists(fields);
    }
  }
}
