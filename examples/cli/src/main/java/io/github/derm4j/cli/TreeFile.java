package io.github.derm4j.cli;

import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.TaxonomyReport;
import io.github.derm4j.taxonomy.format.CountedTaxonomy;
import io.github.derm4j.taxonomy.format.Obo;
import io.github.derm4j.taxonomy.format.ParentTable;
import io.github.derm4j.taxonomy.format.PathCsv;
import io.github.derm4j.taxonomy.format.TaxonomyJson;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** A disease tree in any of the supported formats, recognised by name and by columns. */
final class TreeFile {

  private static final List<String> PARENT_COLUMNS = List.of("parent", "parents");

  private final Path file;
  private final ParentRule parentRule;
  private final boolean orphansAreRoots;

  /**
   * A tree that is not read yet.
   *
   * @param file where it is
   * @param parentRule what to do with a node of several parents
   * @param orphansAreRoots whether a node whose parent is not in the file becomes a root
   */
  TreeFile(Path file, ParentRule parentRule, boolean orphansAreRoots) {
    this.file = file;
    this.parentRule = parentRule;
    this.orphansAreRoots = orphansAreRoots;
  }

  /**
   * Reads the tree.
   *
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if it makes no tree; the message says all that is wrong
   */
  DiseaseTaxonomy read() throws IOException {
    Optional<DiseaseTaxonomyBuilder> builder = builder();
    if (builder.isPresent()) {
      return builder.get().build();
    }
    return isJson() ? TaxonomyJson.read(Files.readString(file)) : counted().taxonomy();
  }

  /** Prints how a table is read, where that is unusual; other formats have one way. */
  static void say(Path file, Terminal terminal) throws IOException {
    String name = plainName(file);
    if (name.endsWith(".json") || name.endsWith(".obo")) {
      return;
    }
    try (TableRows table = TableReader.standard().open(file)) {
      if (!table.dialect().isEmpty()) {
        terminal.say("derm: the table " + file + " is " + table.dialect());
      }
    }
  }

  /** What is wrong with the tree, all of it; empty for a format that is checked as it is read. */
  Optional<TaxonomyReport> validate() throws IOException {
    Optional<DiseaseTaxonomyBuilder> builder = builder();
    if (builder.isPresent()) {
      return Optional.of(builder.get().validate());
    }
    if (isJson()) {
      return Optional.empty();
    }
    try (Reader reader = open(file)) {
      return Optional.of(PathCsv.standard().validate(reader));
    }
  }

  /** The tree with the images that its own table has, none if there are none. */
  CountedTaxonomy counted() throws IOException {
    return PathCsv.standard().read(file);
  }

  /**
   * Counts the images of another table on a tree.
   *
   * @param counts a table with the path columns, and a column {@code images} or one row an image
   */
  static DiseaseCounts count(DiseaseTaxonomy tree, Path counts) throws IOException {
    PathCsv format = format(counts);
    try (Reader reader = open(counts)) {
      return format.readCounts(tree, reader);
    }
  }

  /** The tree that a table of counts spans, with its images. */
  static CountedTaxonomy counted(Path counts) throws IOException {
    return format(counts).read(counts);
  }

  private static PathCsv format(Path counts) throws IOException {
    try (TableRows table = TableReader.standard().open(counts)) {
      return table.has("images") ? PathCsv.standard() : PathCsv.standard().withOneImagePerRow();
    }
  }

  private Optional<DiseaseTaxonomyBuilder> builder() throws IOException {
    Optional<DiseaseTaxonomyBuilder> builder = nodes();
    if (builder.isPresent()) {
      builder.get().parentRule(parentRule).joinRootsUnder(PaperTaxonomy.ROOT);
      if (orphansAreRoots) {
        builder.get().orphansAreRoots();
      }
    }
    return builder;
  }

  /** The nodes of a format that names parents; empty for one that doesn't. */
  private Optional<DiseaseTaxonomyBuilder> nodes() throws IOException {
    boolean obo = name().endsWith(".obo");
    if (isJson() || (!obo && !hasParentColumn())) {
      return Optional.empty();
    }
    try (Reader reader = open(file)) {
      if (obo) {
        return Optional.of(Obo.read(reader));
      }
      return Optional.of(ParentTable.commaSeparated().read(reader));
    }
  }

  private boolean hasParentColumn() throws IOException {
    try (TableRows table = TableReader.standard().open(file)) {
      return table.columns().stream().anyMatch(PARENT_COLUMNS::contains);
    }
  }

  private boolean isJson() {
    return name().endsWith(".json");
  }

  private String name() {
    return plainName(file);
  }

  private static String plainName(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
  }

  private static Reader open(Path file) throws IOException {
    var bytes = new BufferedInputStream(Files.newInputStream(file));
    return new InputStreamReader(
        String.valueOf(file.getFileName()).endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
        StandardCharsets.UTF_8);
  }
}
