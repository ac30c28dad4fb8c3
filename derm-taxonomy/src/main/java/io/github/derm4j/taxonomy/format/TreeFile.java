package io.github.derm4j.taxonomy.format;

import com.google.common.io.CharStreams;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.ParentRule;
import io.github.derm4j.taxonomy.TaxonomyReport;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A disease tree in any of the supported formats, recognised by the name and the columns of its
 * file: {@code .json}, {@code .obo}, and tables with a column {@code parent} or path columns, plain
 * or {@code .gz}.
 */
public final class TreeFile {

  private static final List<String> PARENT_COLUMNS = List.of("parent", "parents");

  private static final Pattern ONTOLOGY =
      Pattern.compile("\\.(owl|rdf|ttl|xml)$", Pattern.CASE_INSENSITIVE);

  private final Path file;
  private final ParentRule parentRule;
  private final boolean orphansAreRoots;

  private TreeFile(Path file, ParentRule parentRule, boolean orphansAreRoots) {
    this.file = file;
    this.parentRule = parentRule;
    this.orphansAreRoots = orphansAreRoots;
  }

  /**
   * Makes a description of a file, which is not read yet.
   *
   * @param file its path
   * @return the file; reading it rejects nodes with several parents and nodes whose parent is
   *     missing
   */
  public static TreeFile of(Path file) {
    return new TreeFile(file, ParentRule.REJECT, false);
  }

  /**
   * Sets how to handle a node with several parents.
   *
   * @param rule the rule
   * @return a changed copy
   */
  public TreeFile withParentRule(ParentRule rule) {
    return new TreeFile(file, rule, orphansAreRoots);
  }

  /**
   * Makes a node whose parent is not in the file a root, as in an excerpt.
   *
   * @return a changed copy
   */
  public TreeFile withOrphansAsRoots() {
    return new TreeFile(file, parentRule, true);
  }

  /**
   * Reads the tree.
   *
   * @return the tree
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException if it is not a valid tree; the message lists all problems
   */
  public DiseaseTaxonomy read() throws IOException {
    Optional<DiseaseTaxonomyBuilder> builder = builder();
    if (builder.isPresent()) {
      return builder.get().build();
    }
    return isJson() ? TaxonomyJson.read(text()) : PathCsv.standard().read(file).taxonomy();
  }

  /**
   * Describes how a table is read if that is unusual, such as with semicolons between its columns.
   *
   * @param file a tree or a table of counts
   * @return a text to display; empty for commas and UTF-8, and for formats without variants
   * @throws IOException if the file can't be read
   */
  public static String dialect(Path file) throws IOException {
    String name = plainName(file);
    if (name.endsWith(".json") || name.endsWith(".obo")) {
      return "";
    }
    try (TableRows table = TableReader.standard().open(file)) {
      return table.dialect();
    }
  }

  /**
   * Finds all problems of the tree.
   *
   * @return the problems; empty for a format that is checked when it is read
   * @throws IOException if the file can't be read
   */
  public Optional<TaxonomyReport> validate() throws IOException {
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

  /**
   * Counts the images of a table on a tree.
   *
   * @param tree the tree
   * @param counts a table with the path columns, and a column {@code images} or one row for each
   *     image
   * @return the counts
   * @throws IOException if the table can't be read
   * @throws IllegalArgumentException if a path is not in the tree
   */
  public static DiseaseCounts counts(DiseaseTaxonomy tree, Path counts) throws IOException {
    PathCsv format = format(counts);
    try (Reader reader = open(counts)) {
      return format.readCounts(tree, reader);
    }
  }

  /**
   * Counts the images of a table on the tree that its paths form.
   *
   * @param counts a table with the path columns, and a column {@code images} or one row for each
   *     image
   * @return the counts; {@link DiseaseCounts#taxonomy} is the tree
   * @throws IOException if the table can't be read
   * @throws IllegalArgumentException if the paths make no tree
   */
  public static DiseaseCounts counts(Path counts) throws IOException {
    return format(counts).read(counts).counts();
  }

  private static PathCsv format(Path counts) throws IOException {
    try (TableRows table = TableReader.standard().open(counts)) {
      return table.has("images") ? PathCsv.standard() : PathCsv.standard().withOneImagePerRow();
    }
  }

  private Optional<DiseaseTaxonomyBuilder> builder() throws IOException {
    if (ONTOLOGY.matcher(name()).find()) {
      throw new IOException(
          file
              + " is an ontology in a format that is not read; convert it to OBO, for example with"
              + " 'robot convert'");
    }
    Optional<DiseaseTaxonomyBuilder> builder = nodes();
    if (builder.isPresent()) {
      builder.get().parentRule(parentRule).joinRootsUnder(PaperTaxonomy.ROOT);
      if (orphansAreRoots) {
        builder.get().orphansAreRoots();
      }
    }
    return builder;
  }

  /** The nodes of a format that names parents; empty for other formats. */
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

  private String text() throws IOException {
    try (Reader reader = open(file)) {
      return CharStreams.toString(reader);
    }
  }

  private static Reader open(Path file) throws IOException {
    return TableReader.standard().text(file);
  }
}
