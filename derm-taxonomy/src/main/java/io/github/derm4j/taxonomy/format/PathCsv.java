package io.github.derm4j.taxonomy.format;

import com.google.common.collect.ImmutableList;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.InvalidTaxonomyException;
import io.github.derm4j.taxonomy.PaperTaxonomy;
import io.github.derm4j.taxonomy.TaxonomyReport;
import io.github.derm4j.taxonomy.table.MalformedTableException;
import io.github.derm4j.taxonomy.table.TableReader;
import io.github.derm4j.taxonomy.table.TableRows;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A taxonomy, and images on it, as a CSV table with a column for each level: {@code diagnosis_1},
 * {@code diagnosis_2} and so on, as in the ISIC Archive.
 *
 * <p>A row is a path from the top downwards; the levels below a diagnosis are blank. The optional
 * column {@code images} holds the number of images with this diagnosis; a table with one row for
 * each image can be {@linkplain #withOneImagePerRow() counted by rows} instead. Other columns are
 * ignored. The paths are joined under a {@linkplain #withRoot(String) common root}, {@code skin
 * disease} by default, unless their only root already has this name.
 *
 * <p>A table that has the columns of Fitzpatrick17k ({@code three_partition_label}, {@code
 * nine_partition_label}, {@code label}) instead is read by those. The optional columns {@code
 * node_id}, {@code synonyms} and {@code cross_references} (several values separated by {@code |})
 * describe the node of a row; they are written if the tree needs them, so that reading a written
 * table gives an equal tree.
 *
 * <p>Immutable; each option returns a changed copy.
 */
public final class PathCsv {

  private static final String IMAGES = "images";
  private static final Pattern LEVEL = Pattern.compile("diagnosis_(\\d+)");
  private static final ImmutableList<String> FITZPATRICK =
      ImmutableList.of("three_partition_label", "nine_partition_label", "label");

  private final ImmutableList<String> columns;

  /** The required column of counts; null if the default column is read where it exists. */
  private final @Nullable String countColumn;

  private final boolean byRows;
  private final String root;

  private PathCsv(List<String> columns, @Nullable String countColumn, boolean byRows, String root) {
    this.columns = ImmutableList.copyOf(columns);
    this.countColumn = countColumn;
    this.byRows = byRows;
    this.root = Objects.requireNonNull(root, "root");
  }

  /**
   * The format with the columns {@code diagnosis_1…n} or those of Fitzpatrick17k, and {@code
   * images}.
   *
   * @return the format
   */
  public static PathCsv standard() {
    return new PathCsv(List.of(), null, false, PaperTaxonomy.ROOT);
  }

  /**
   * The format of Fitzpatrick17k's table, whose three columns are the paper's three and nine nodes
   * and the label below them.
   *
   * @return the format
   */
  public static PathCsv fitzpatrick17k() {
    return standard().withColumns(FITZPATRICK);
  }

  /**
   * A copy that reads the levels from other columns.
   *
   * @param names the columns from the top level downwards, at least one
   * @return the changed copy
   * @throws IllegalArgumentException if there is no column
   */
  public PathCsv withColumns(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there are no columns; name one for each level");
    }
    return new PathCsv(names, countColumn, byRows, root);
  }

  /**
   * A copy that reads the number of images from another column, which every table must have.
   *
   * @param name the column
   * @return the changed copy
   */
  public PathCsv withCountColumn(String name) {
    return new PathCsv(columns, Objects.requireNonNull(name, "name"), false, root);
  }

  /**
   * A copy that counts each row as one image, as in a metadata table.
   *
   * @return the changed copy
   */
  public PathCsv withOneImagePerRow() {
    return new PathCsv(columns, countColumn, true, root);
  }

  /**
   * A copy that joins the paths under another root.
   *
   * @param name the name of the common root
   * @return the changed copy
   */
  public PathCsv withRoot(String name) {
    return new PathCsv(columns, countColumn, byRows, name);
  }

  /**
   * Reads a file in UTF-8, plain or compressed by gzip.
   *
   * @param file the table
   * @return the tree and its images; no images if the table has no counts
   * @throws IOException if the file can't be read
   * @throws IllegalArgumentException as in {@link #read(Reader)}
   */
  public CountedTaxonomy read(Path file) throws IOException {
    try (TableRows table = TableReader.standard().open(file)) {
      return read(rows(table));
    } catch (InvalidTaxonomyException e) {
      throw e;
    } catch (MalformedTableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a table.
   *
   * @param reader the text, which is not closed
   * @return the tree and its images; no images if the table has no counts
   * @throws IOException if the text can't be read
   * @throws InvalidTaxonomyException if the paths do not form a tree; a blank level above one that
   *     is not blank is one of the problems
   * @throws IllegalArgumentException if a column is missing or a number of images is not a number
   */
  public CountedTaxonomy read(Reader reader) throws IOException {
    return read(rows(reader));
  }

  private CountedTaxonomy read(PathRows rows) {
    DiseaseTaxonomy taxonomy = rows.builder().joinRootsUnder(root).build();
    DiseaseCounts.Builder counts = DiseaseCounts.builder(taxonomy);
    rows.places().forEach(place -> counts.add(place.node(), place.images()));
    return new CountedTaxonomy(taxonomy, counts.build(), rows.unlabelled());
  }

  /**
   * Checks a table without building its tree.
   *
   * @param reader the text, which is not closed
   * @return every problem of its paths
   * @throws IOException if the text can't be read
   * @throws IllegalArgumentException if a column is missing or a number of images is not a number
   */
  public TaxonomyReport validate(Reader reader) throws IOException {
    return rows(reader).builder().joinRootsUnder(root).validate();
  }

  /**
   * Counts the images of a table on an existing tree.
   *
   * @param taxonomy the tree; a path may begin at its root or below it
   * @param reader the text, which is not closed
   * @return the images on the nodes of the tree
   * @throws IOException if the text can't be read
   * @throws IllegalArgumentException if paths of the table are not in the tree (the message lists
   *     them), or as in {@link #read(Reader)}
   */
  public DiseaseCounts readCounts(DiseaseTaxonomy taxonomy, Reader reader) throws IOException {
    PathRows rows = rows(reader);
    rows.requireGapless();
    DiseaseCounts.Builder counts = DiseaseCounts.builder(taxonomy);
    List<List<String>> unknown = new ArrayList<>();
    for (PathNode place : rows.places()) {
      if (place.isListed()) {
        List<String> path = place.path();
        taxonomy
            .findPath(path)
            .ifPresentOrElse(node -> counts.add(node, place.images()), () -> unknown.add(path));
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          unknown.size() + " path(s) of the table are not in " + taxonomy + ": " + unknown);
    }
    return counts.build();
  }

  /**
   * Writes a tree. Reading it by the same format gives an equal tree.
   *
   * @param taxonomy the tree
   * @return the table
   * @throws IllegalArgumentException if the tree's root has another name than the format's
   */
  public String write(DiseaseTaxonomy taxonomy) {
    return new PathCsvWriter(taxonomy, null, root, columns).write(IMAGES);
  }

  /**
   * Writes a tree and its images. Reading it by the same format gives an equal tree with equal
   * counts.
   *
   * @param counts the images on the nodes of a tree
   * @return the table
   * @throws IllegalArgumentException if the tree's root has another name than the format's
   */
  public String write(DiseaseCounts counts) {
    return new PathCsvWriter(counts.taxonomy(), counts, root, columns)
        .write(countColumn == null ? IMAGES : countColumn);
  }

  private PathRows rows(Reader reader) throws IOException {
    try {
      return rows(TableReader.standard().open(reader, ""));
    } catch (MalformedTableException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private PathRows rows(TableRows table) throws IOException {
    String images = countColumn == null && table.has(IMAGES) ? IMAGES : countColumn;
    return PathRows.of(table, pathColumns(table), byRows ? null : images, byRows);
  }

  private ImmutableList<String> pathColumns(TableRows table) {
    if (!columns.isEmpty()) {
      return columns;
    }
    ImmutableList<String> levels =
        table.columns().stream()
            .map(LEVEL::matcher)
            .filter(Matcher::matches)
            .sorted(Comparator.comparingInt(PathCsv::level))
            .map(Matcher::group)
            .collect(ImmutableList.toImmutableList());
    if (!levels.isEmpty()) {
      return levels;
    }
    if (table.columns().containsAll(FITZPATRICK)) {
      return FITZPATRICK;
    }
    throw new IllegalArgumentException(
        "the table has no columns diagnosis_1 to diagnosis_n; name its path columns. Its header is "
            + table.columns());
  }

  private static int level(Matcher match) {
    return Integer.parseInt(match.group(1));
  }
}
