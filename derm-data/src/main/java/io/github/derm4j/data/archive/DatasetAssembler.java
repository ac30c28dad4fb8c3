package io.github.derm4j.data.archive;

import io.github.derm4j.data.ImageListing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.LoadReport.Reason;
import io.github.derm4j.data.Modality;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.internal.Counted;
import io.github.derm4j.taxonomy.table.Missing;
import io.github.derm4j.taxonomy.table.Table;
import io.github.derm4j.taxonomy.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The common part of all readers: finds the table, builds the tree, matches rows with images, and
 * counts rows and images without a match.
 */
final class DatasetAssembler {

  /** Turns the rows of a table into entries. */
  @FunctionalInterface
  interface Rows {
    List<Entry> read(ImageSource images) throws IOException;
  }

  /** A table name that several archives use; the columns decide which archive it is. */
  private static final Set<String> COMMON_NAMES = Set.of("metadata.csv", "manifest.csv");

  private static final int NAMED = LoadReport.NAMED;

  private static final Pattern TABLE =
      Pattern.compile("\\.(csv|tab|tsv)(\\.gz)?$", Pattern.CASE_INSENSITIVE);

  private final String source;
  private final DatasetRequest request;
  private final LoadReport.Builder report = new LoadReport.Builder();

  /** Warnings that say why no image can be used, if none can. */
  private final List<String> hints = new ArrayList<>();

  /** Values that were replaced by a default, which strict reading does not allow. */
  private final List<String> defaulted = new ArrayList<>();

  private @Nullable ImageListing listing;

  /** The table, once it is found. From then on, the reader counts as having recognised the data. */
  private @Nullable Table found;

  /** True if several archives use the name of the table. */
  private boolean commonName;

  DatasetAssembler(String source, DatasetRequest request) {
    this.source = source;
    this.request = request;
  }

  /** Opens the images, reads the rows, and closes the images again if that fails. */
  LesionDataset read(Rows rows) throws IOException {
    ImageSource images = ImageSource.open(request.images(), request.zipCharset());
    try {
      listing = ImageListing.of(images);
      return assemble(entries(rows, images), images);
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  private List<Entry> entries(Rows rows, ImageSource images) throws IOException {
    try {
      return rows.read(images);
    } catch (UnknownLayoutException e) {
      throw e;
    } catch (IOException e) {
      if (found != null && commonName) {
        // The table can be read, but it is that of another archive with the same name.
        throw new UnknownLayoutException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  /** The images among the files. */
  ImageListing listing() {
    return Objects.requireNonNull(listing, "set before the rows are read");
  }

  private void warn(String hint) {
    hints.add(hint);
    report.notice("warning: " + hint);
  }

  /** Counts a defect of the data. */
  void count(Reason reason, String name) {
    report.add(reason, name);
  }

  /** Adds a sentence to the report. */
  void notice(String notice) {
    report.notice(notice);
  }

  /**
   * The requested table, or the table with one of these names among the images.
   *
   * @param names file names without folder, in order of preference; {@code .gz} may be appended,
   *     and {@code .tab} or {@code .tsv} may replace {@code .csv}
   */
  Table table(ImageSource images, String... names) throws IOException {
    Table table = find(images, names);
    if (!table.dialect().isEmpty()) {
      report.notice("the table " + table.name() + " is " + table.dialect());
    }
    commonName = request.table().isEmpty() && COMMON_NAMES.contains(names[0]);
    found = table;
    return table;
  }

  private Table find(ImageSource images, String... names) throws IOException {
    if (request.table().isPresent()) {
      Path path = request.table().get();
      if (!Files.isRegularFile(path)) {
        throw new NoSuchFileException(path.toString(), null, "no such table: check the path");
      }
      return reader().read(path);
    }
    for (String name : names) {
      List<String> found = images.names().stream().filter(each -> isFile(each, name)).toList();
      if (found.size() > 1 && areEqual(found, images)) {
        report.notice("the table exists more than once with equal content; using " + found.get(0));
        found = found.subList(0, 1);
      }
      if (found.size() == 1) {
        noteOthers(images, name, names);
        return reader().read(images.read(found.get(0)), images.location() + " : " + found.get(0));
      }
      if (found.size() > 1) {
        throw new IOException(
            images.location() + " has several tables: " + found + "; give the path of one");
      }
    }
    throw new UnknownLayoutException(
        images.location()
            + " has no "
            + String.join(" or ", names)
            + otherTables(images)
            + ": give the table's path (--table)"
            + (listing().archives().isEmpty()
                ? ""
                : "; archives inside it are not opened; unpack them, or give one of them as the"
                    + " images: "
                    + String.join(", ", listing().archives().stream().limit(NAMED).toList())));
  }

  /** The tables of other names, such as that of a second download. */
  private static String otherTables(ImageSource images) {
    List<String> tables =
        images.names().stream().filter(name -> TABLE.matcher(name).find()).toList();
    return tables.isEmpty()
        ? ""
        : ", but "
            + String.join(", ", tables.stream().limit(NAMED).toList())
            + (tables.size() > NAMED ? ", …" : "");
  }

  /**
   * Warns of codes of a column that are not known: their rows have no diagnosis.
   *
   * @param known whether a code has a diagnosis
   */
  void warnOfUnknown(Table table, String column, Predicate<String> known) throws IOException {
    Map<String, Integer> unknown = new TreeMap<>();
    for (String code : table.column(column)) {
      if (!Missing.LABEL.matches(code) && !known.test(code)) {
        unknown.merge(code, 1, Integer::sum);
      }
    }
    if (!unknown.isEmpty()) {
      warn(
          "the column '"
              + column
              + "' has codes that are not known, whose rows are left out: "
              + unknown.entrySet().stream()
                  .limit(NAMED)
                  .map(each -> "'" + each.getKey() + "' (" + each.getValue() + ")")
                  .collect(Collectors.joining(", "))
              + (unknown.size() > NAMED ? ", …" : ""));
    }
  }

  /** The column of modalities, if there is one. The report counts what it does not say. */
  ModalityColumn modality(Table table, String column, String imageColumn) {
    ModalityColumn modality = ModalityColumn.of(table, column, imageColumn);
    if (table.has(column)) {
      modality.blankWords().ifPresent(report::notice);
    }
    modality
        .unknownWords()
        .ifPresent(
            words -> {
              defaulted.add(words);
              warn(words);
            });
    return modality;
  }

  /**
   * Reads lesion ids from further tables among the images or in the folder of the requested table.
   * The report notes if there are none.
   */
  LesionGroupings lesionGroupings(ImageSource images) throws IOException {
    LesionGroupings lesions = LesionGroupings.none();
    int known = 0;
    for (Table table : groupingTables(images)) {
      int withLesion = lesions.add(table);
      if (withLesion > 0) {
        report.notice(
            "lesions are read from "
                + table.name()
                + ", which has them for "
                + withLesion
                + " of its "
                + Counted.text(table.rows().size(), "row"));
      }
      known += withLesion;
    }
    if (known == 0) {
      report.notice(
          "warning: the table has no lesions or patients, so images of one lesion may end up in"
              + " different parts of a split; put the challenge's table of lesions (…_Metadata.csv"
              + " or …_LesionGroupings.csv) beside it, or audit the split");
    }
    return lesions;
  }

  private List<Table> groupingTables(ImageSource images) throws IOException {
    List<Table> tables = new ArrayList<>();
    for (String name : images.names().stream().filter(LesionGroupings::isFile).toList()) {
      tables.add(reader().read(images.read(name), images.location() + " : " + name));
    }
    Path beside = request.table().map(path -> path.toAbsolutePath().getParent()).orElse(null);
    if (beside != null && tables.isEmpty()) {
      List<Path> files;
      try (Stream<Path> all = Files.list(beside)) {
        files = all.filter(path -> LesionGroupings.isFile(path.toString())).sorted().toList();
      }
      for (Path file : files) {
        tables.add(reader().read(file));
      }
    }
    return tables;
  }

  private TableReader reader() {
    TableReader reader = TableReader.standard().withEncodingOption("--encoding");
    return request.encoding().map(reader::withEncoding).orElse(reader);
  }

  /** Reports further tables of the same kind that are not read. */
  private void noteOthers(ImageSource images, String taken, String... names) {
    List<String> others =
        images.names().stream()
            .filter(
                each ->
                    !isFile(each, taken)
                        && Arrays.stream(names).anyMatch(name -> isFile(each, name)))
            .toList();
    if (!others.isEmpty()) {
      report.notice(
          "warning: "
              + String.join(", ", others)
              + " could be read too, but only one table is used; to use another one, give its path"
              + " (--table)");
    }
  }

  private static boolean areEqual(List<String> names, ImageSource images) throws IOException {
    for (String name : names.subList(1, names.size())) {
      if (!images.sameBytes(names.get(0), name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFile(String name, String wanted) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    if (file.toLowerCase(Locale.ROOT).endsWith(".gz")) {
      file = file.substring(0, file.length() - ".gz".length());
    }
    // Dataverse delivers tables with tabs and as .tab.
    return file.equalsIgnoreCase(wanted)
        || file.equalsIgnoreCase(wanted.replaceFirst("\\.csv$", ".tab"))
        || file.equalsIgnoreCase(wanted.replaceFirst("\\.csv$", ".tsv"));
  }

  private LesionDataset assemble(List<Entry> rows, ImageSource images) throws IOException {
    List<Entry> entries = IdSpellings.merge(LabelSpellings.merge(rows, report), report);
    List<List<String>> paths =
        entries.stream().map(Entry::path).filter(path -> !path.isEmpty()).toList();
    if (paths.isEmpty()) {
      throw noDiagnosis();
    }
    DiseaseTaxonomy taxonomy = DiseaseTaxonomy.fromPaths(paths, DatasetReader.ROOT);
    Optional<DecisionsInUse> decisions = decisions(entries, taxonomy);
    ImageMatcher matcher = new ImageMatcher(images, request.everyFile(), report);
    List<LesionRecord> records = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.imageId().isEmpty()) {
        // A row without id and diagnosis is blank, as spreadsheets append them.
        if (!entry.path().isEmpty()) {
          report.add(Reason.NO_ID, entry.path().get(entry.path().size() - 1));
        }
        continue;
      }
      Optional<DiseaseNode> diagnosis = taxonomy.findPath(entry.path());
      ImageMatcher.Files files = matcher.find(entry);
      if (files.isRepeated()) {
        report.add(Reason.DUPLICATE_ID, entry.imageId());
      } else if (isOtherModality(entry.modality())) {
        report.add(
            entry.modality() == Modality.UNKNOWN ? Reason.UNKNOWN_MODALITY : Reason.OTHER_MODALITY,
            entry.imageId());
      } else if (diagnosis.isEmpty()) {
        report.add(Reason.UNMAPPED_LABEL, entry.imageId());
      } else {
        matcher.take(
            files,
            (id, name) -> {
              LesionRecord record = record(entry, id, name, diagnosis.get());
              if (decisions.isEmpty()) {
                records.add(record);
              } else if (decisions.get().drops(id, name)) {
                report.add(Reason.DROPPED, id);
              } else {
                records.add(decisions.get().relabelled(record));
              }
            });
      }
    }
    decisions.ifPresent(each -> report.notice(each.notice()));
    matcher.tell();
    matcher.nearMisses().ifPresent(this::warn);
    for (Entry entry : entries) {
      // A mask that an entry names is not an image without a row.
      matcher.mention(entry.attributes().getOrDefault("mask", ""));
    }
    ImageListing files = listing();
    files.images().stream()
        .filter(name -> !matcher.isMentioned(name))
        .forEach(name -> report.add(Reason.NOT_IN_TABLE, name));
    files.unreadable().forEach(name -> report.add(Reason.UNREADABLE_FORMAT, name));
    files.others().stream()
        .filter(name -> !matcher.isMentioned(name))
        .forEach(name -> report.add(Reason.OTHER_FILE, name));
    images.skipped().forEach(name -> report.add(Reason.BROKEN_LINK, name));
    images.notices().forEach(report::notice);
    if (!files.archives().isEmpty()) {
      report.notice(
          "warning: archives among the files are not opened: "
              + String.join(", ", files.archives().stream().limit(NAMED).toList())
              + (files.archives().size() > NAMED ? ", …" : "")
              + "; unpack them, or give one as the images");
    }
    return checked(new LesionDataset(records, taxonomy, images, report.build()));
  }

  private Optional<DecisionsInUse> decisions(List<Entry> entries, DiseaseTaxonomy taxonomy)
      throws IOException {
    if (request.decisions().isEmpty()) {
      return Optional.empty();
    }
    Set<String> ids =
        entries.stream()
            .map(Entry::imageId)
            .filter(id -> !id.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return Optional.of(request.decisions().get().on(taxonomy, ids, listing().images()));
  }

  private IOException noDiagnosis() {
    if (listing().images().isEmpty()) {
      return new IOException(listing().whyNoImage(request.images().toString()));
    }
    if (found != null && found.rows().isEmpty()) {
      return new IOException("the table " + found.name() + " has a header, but no row");
    }
    String message =
        "no image of "
            + request.images()
            + " can be used: read as "
            + source
            + ", none has a diagnosis; check the layout (--dataset)"
            + hints();
    return found == null ? new UnknownLayoutException(message) : new IOException(message);
  }

  private LesionDataset checked(LesionDataset dataset) throws IOException {
    if (request.strict() && !(dataset.report().isClean() && defaulted.isEmpty())) {
      List<String> defects = new ArrayList<>(defaulted);
      if (!dataset.report().isClean()) {
        defects.add(dataset.report().toString());
      }
      throw new IOException(
          "the data of "
              + request.images()
              + " have defects, which strict reading does not allow: "
              + String.join(System.lineSeparator(), defects));
    }
    if (dataset.records().isEmpty() && listing().images().isEmpty()) {
      throw new IOException(listing().whyNoImage(request.images().toString()));
    }
    if (dataset.records().isEmpty()) {
      throw new IOException(
          "no image of " + request.images() + " can be used: " + dataset.report() + hints());
    }
    return dataset;
  }

  private String hints() {
    return hints.stream().map(hint -> "; " + hint).collect(Collectors.joining());
  }

  private boolean isOtherModality(Modality modality) {
    return request.modality().isPresent() && request.modality().get() != modality;
  }

  private LesionRecord record(Entry entry, String id, String name, DiseaseNode diagnosis) {
    LesionRecord.Builder record =
        LesionRecord.builder(id, name, diagnosis)
            .lesionId(entry.lesionId())
            .patientId(entry.patientId())
            .modality(entry.modality())
            .source(source)
            .licence(entry.licence());
    entry.attributes().forEach(record::attribute);
    return record.build();
  }
}
