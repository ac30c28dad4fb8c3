package io.github.derm4j.taxonomy.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A table")
class TableReaderTest {

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private static Table read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Table read(byte[] bytes) throws IOException {
    return TableReader.standard().read(bytes, "t.csv");
  }

  @Nested
  @DisplayName("is read the same")
  class Same {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "image,dx,age\na,nv,50\nb,mel,61.5\n",
          "\ufeffimage,dx,age\na,nv,50\nb,mel,61.5\n",
          "image,dx,age\r\na,nv,50\r\nb,mel,61.5\r\n",
          "image,dx,age\ra,nv,50\rb,mel,61.5\r",
          "image,dx,age\na,nv,50\nb,mel,61.5",
          "\"image\",\"dx\",\"age\"\n\"a\",\"nv\",50\n\"b\",\"mel\",61.5\n",
          "\ufeff\"image\",\"dx\",\"age\"\r\n\"a\",\"nv\",50\r\n\r\n\"b\",\"mel\",61.5\r\n",
          "image;dx;age\na;nv;50\nb;mel;61.5\n",
          "image\tdx\tage\n\"a\"\tnv\t50\nb\tmel\t61.5\n",
          "image|dx|age\na|nv|50\nb|mel|61.5\n",
          "sep=,\nimage,dx,age\na,nv,50\nb,mel,61.5\n",
          "\ufeffSEP=;\r\nimage;dx;age\r\na;nv;50\r\nb;mel;61.5\r\n",
          " image , dx,age \n a, nv\u00a0,50\nb,mel , 61.5\n",
          "\"image\" , \"dx\" , \"age\"\n\"a\" , \"nv\" , \"50\"\n \"b\",\"mel\",61.5\n",
          "\"image\"\t\"dx\"\t\"age\" \n\"a\"\t \"nv\"\t50\n\"b\"\tmel\t61.5\n"
        })
    @DisplayName("with a mark, any line ends, quotes, delimiters, and space around cells")
    void dialects(String text) throws IOException {
      Table table = read(text);
      assertThat(table.columns()).containsExactly("image", "dx", "age");
      assertThat(table.column("image")).containsExactly("a", "b");
      assertThat(table.column("dx")).containsExactly("nv", "mel");
      assertThat(table.numbers("age")).containsExactly(50, 61.5);
    }

    @Test
    @DisplayName("from a file, plain or gzip, and row by row")
    void files(@TempDir Path folder) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write("image,n\na,1\n".getBytes(StandardCharsets.UTF_8));
      }
      Path file = Files.write(folder.resolve("any.csv"), packed.toByteArray());
      assertThat(TableReader.standard().read(file).column("image")).containsExactly("a");
      try (TableRows rows = TableReader.standard().open(file)) {
        assertThat(rows.columns()).containsExactly("image", "n");
        TableRow row = rows.next();
        assertThat(row).isNotNull();
        assertThat(row.number("n")).isEqualTo(1);
        assertThat(row.line()).isEqualTo(2);
        assertThat(rows.next()).isNull();
      }
    }
  }

  @Nested
  @DisplayName("reports how it was read")
  class Dialect {

    @ParameterizedTest
    @CsvSource(
        delimiter = '!',
        value = {
          "'a,b\n1,2'!''",
          "'a;b\n1;2'!separated by semicolons",
          "'a\tb\n1\t2'!separated by tabs",
          "'a|b\n1|2'!separated by bars",
          // A cell may hold other delimiters, as long as the rows are of equal length.
          "'a;b\n0,5;0,7'!separated by semicolons",
          "'a\tb, or c\n1\t2'!separated by tabs",
          "'id,synonyms\n1,x|y|z'!''",
          "'a,b\n\"1;2\",3'!''",
          "'only\nx;y'!''"
        })
    void delimiter(String text, String dialect) throws IOException {
      assertThat(read(text).dialect()).isEqualTo(dialect);
    }

    @Test
    void encoding() throws IOException {
      byte[] bytes = "id,dx\na,naevus à\n".getBytes(WINDOWS);
      Table table = TableReader.standard().withEncoding(WINDOWS).read(bytes, "t.csv");
      assertThat(table.column("dx")).containsExactly("naevus à");
      assertThat(table.dialect()).isEqualTo("encoded in windows-1252");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    @DisplayName("and a byte order mark overrides the given encoding")
    void mark(String name) throws IOException {
      byte[] bytes = "\ufeffid,dx\na,é😀\n".getBytes(Charset.forName(name));
      Table table = TableReader.standard().withEncoding(WINDOWS).read(bytes, "t.csv");
      assertThat(table.column("dx")).containsExactly("é😀");
      assertThat(table.encoding()).isEqualTo(Charset.forName(name));
    }
  }

  @Nested
  @DisplayName("is refused, by the place and the remedy,")
  class Refused {

    @Test
    @DisplayName("with the quotation mark as the declared separator")
    void quoteAsSeparator() {
      assertThatThrownBy(() -> read("sep=\"\nimage\"dx\n"))
          .isInstanceOf(MalformedTableException.class)
          .hasMessageContaining("declares the quotation mark as the separator");
    }

    @Test
    @DisplayName("if a byte is invalid in the encoding")
    void undecodable() {
      String rows = "a,b\n".repeat(30_000);
      byte[] bytes = ("id,dx\n" + rows + "c,m\u00e9lanome\n").getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(MalformedTableException.class)
          .hasMessage(
              "the table t.csv is not UTF-8: line 30002 holds the byte 0xE9; its encoding is"
                  + " probably ISO-8859-1 or windows-1252: save it as UTF-8");
      assertThatThrownBy(
              () -> TableReader.standard().withEncodingOption("--encoding").read(bytes, "t.csv"))
          .as("an option is named only where there is one")
          .hasMessageEndingWith(
              "save it as UTF-8, or set its encoding, as by --encoding windows-1252");
    }

    @Test
    @DisplayName("if the last character is cut")
    void cut() {
      byte[] bytes = {'i', 'd', '\n', (byte) 0xC3};
      assertThatThrownBy(() -> read(bytes)).hasMessageContaining("line 2 holds the byte 0xC3");
    }

    @Test
    @DisplayName("if it is UTF-16 without a byte order mark")
    void utf16() {
      assertThatThrownBy(() -> read("id,dx\na,b\n".getBytes(StandardCharsets.UTF_16LE)))
          .hasMessageContaining("t.csv holds NUL characters in line 1")
          .hasMessageContaining("UTF-16");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '!',
        value = {
          "''!the table t.csv is empty: its first line must name the columns",
          "',\n1,2'!the table t.csv has no column names: its first line must name the columns",
          "'a,b,a\n1,2,3'!the table t.csv has two columns called 'a': rename or remove one; its"
              + " header is [a, b, a]",
          "'a,b\n1,\"2\n3,4\n'!the table t.csv is not a readable table: the row in line 2 opens a"
              + " quote that is never closed",
          "'a,b\n1,2\n1,2,3'!the table t.csv has 3 cells in line 3, but 2 columns: mend or remove"
              + " the line",
          "'\"a\",\"b\"\n\"1\",\"x\",\"y\"'!the table t.csv has 3 cells in line 2, but 2 columns: if"
              + " the first cell, '1', is a row name of R, write the table with row.names = FALSE;"
              + " if a cell contains commas, quote it"
        })
    @DisplayName("if the header or the length of a row is wrong")
    void shape(String text, String message) {
      assertThatThrownBy(() -> read(text)).hasMessage(message);
    }

    @Test
    @DisplayName("if a column is missing")
    void column() throws IOException {
      Table table = read("id\tdx\na\tb\n");
      assertThatThrownBy(() -> table.column("label"))
          .hasMessage("the table t.csv has no column 'label': it has id, dx (separated by tabs)");
      assertThatThrownBy(() -> table.requireOneOf("x", "y"))
          .hasMessage(
              "the table t.csv has none of the columns x, y: it has id, dx (separated by tabs)");
      assertThatThrownBy(() -> read("a.jpg,0.5\nb.jpg,0.7\n").require("image"))
          .hasMessageContaining("does it lack a line of column names?");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '!',
        value = {
          "0,5!holds '0,5', a number with a decimal comma; write numbers with a decimal point: 0.5",
          "-,25!a number with a decimal comma; write numbers with a decimal point: -.25",
          "90,000!holds '90,000'; a comma may separate thousands or decimals: write the number"
              + " without separators of thousands and with a decimal point",
          "1,234.5!holds '1,234.5'; a comma may separate thousands or decimals: write the number"
              + " without separators of thousands and with a decimal point",
          "NA!holds 'NA'; a number is needed",
          "''!is blank; a number is needed",
          "0.5f!holds '0.5f', which is not a number",
          "high!holds 'high', which is not a number"
        })
    @DisplayName("if a number is not a number")
    void number(String cell, String message) throws IOException {
      Table table = read("id;score\na;1\nb;" + cell + "\n");
      assertThatThrownBy(() -> table.numbers("score"))
          .hasMessageStartingWith("the table t.csv, line 3: column 'score' ")
          .hasMessageEndingWith(message);
    }

    @Test
    @DisplayName("and a text without a name is called the table")
    void unnamed() {
      assertThatThrownBy(() -> TableReader.standard().open(new StringReader(""), ""))
          .hasMessage("the table is empty: its first line must name the columns");
    }
  }

  @Test
  @DisplayName("may have columns without a name, as R writes row numbers")
  void unnamedColumn() throws IOException {
    Table table = read("\"\",\"id\",\"\"\n1,a,\n2,b,\n");
    assertThat(table.column("id")).containsExactly("a", "b");
  }

  @Test
  @DisplayName("without a header has its first line as a row")
  void withoutHeader() throws IOException {
    Table table = read("a.jpg,benign\nb.jpg,malignant\n").withoutHeader("image", "dx");
    assertThat(table.column("dx")).containsExactly("benign", "malignant");
    assertThat(table.rows().get(1).line()).isEqualTo(2);
  }

  @Test
  @DisplayName("is no workbook, and has no comment before its header")
  void otherFirstLines() {
    assertThatThrownBy(() -> read("PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(MalformedTableException.class)
        .hasMessageContaining("t.csv is a workbook")
        .hasMessageContaining("save it as CSV");
    assertThatThrownBy(() -> read("# made today\nimage,dx\na,nv\n"))
        .isInstanceOf(MalformedTableException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("must name the columns")
        .hasMessageContaining("'# made today'");
  }

  @Nested
  @DisplayName("Missing")
  class MissingCells {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "\t",
          "\u00a0",
          "?",
          "NA",
          "na",
          "N/A",
          "#N/A",
          "NaN",
          "nan",
          "NULL",
          "null",
          "None",
          "n.a.",
          "Missing",
          "unknown",
          " Unknown ",
          "<NA>",
          "#NA",
          "-nan",
          "NaT",
          "1.#IND",
          "#VALUE!",
          "#DIV/0!"
        })
    void forEveryKind(String text) {
      assertThat(Missing.values()).allMatch(kind -> kind.matches(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "+", "nevus", "NAN1", "no", "unk", "None of these"})
    void forNone(String text) {
      assertThat(Missing.values()).noneMatch(kind -> kind.matches(text));
    }

    @Test
    @DisplayName("none is the name of a class, but not of a lesion")
    void none() {
      assertThat(Missing.LABEL.matches("none")).isFalse();
      assertThat(Missing.ID.matches("none")).isTrue();
      assertThat(Missing.NUMBER.matches("NONE")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "--", "."})
    @DisplayName("a dash or a dot is no id and no number; as a label, - is the negative beside +")
    void dashes(String text) {
      assertThat(Missing.LABEL.matches(text)).isFalse();
      assertThat(Missing.ID.matches(text)).isTrue();
      assertThat(Missing.NUMBER.matches(text)).isTrue();
    }

    @Test
    @DisplayName("ids are separate units")
    void units() {
      List<Object> units = Missing.ID.units(List.of("L1", "", "L1 ", "", "NA", "NA", "L2"));
      assertThat(units.get(0)).isEqualTo(units.get(2));
      assertThat(units.stream().distinct()).hasSize(6);
    }
  }
}
