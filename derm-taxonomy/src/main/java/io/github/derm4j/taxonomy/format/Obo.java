package io.github.derm4j.taxonomy.format;

import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import io.github.derm4j.taxonomy.DiseaseTaxonomyBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A taxonomy in the OBO flat file format 1.4, in which the Human Disease Ontology is published.
 *
 * <p>Of a {@code [Term]} the tags {@code id}, {@code alt_id}, {@code name}, {@code synonym}, {@code
 * xref} and {@code is_a} are read, which may name a parent by an alternative id; obsolete terms are
 * left out, and a term below one is an error that names its replacement; other stanzas and other
 * tags are ignored. The scope of a synonym is not kept; synonyms are written as {@code EXACT}. Ids,
 * names, synonyms, cross references and parents are read back as they were written. Trailing
 * qualifiers, as in {@code is_a: DOID:4 {source="X:1"} ! disease}, and comments are no part of a
 * value. A line that ends in a backslash continues in the next one.
 */
public final class Obo {

  /**
   * A block of {@code key=value} in braces, values in quotes or not, at the end or before a
   * comment.
   */
  private static final Pattern QUALIFIERS =
      Pattern.compile(
          "\\{\\s*(?:[^\\s=,{}\"]+\\s*=\\s*(?:\"(?:\\\\.|[^\"\\\\])*+\"|[^,{}\"!]*+)\\s*,?\\s*)*+\\}"
              + "\\s*(?:!.*)?");

  private Obo() {}

  /** The parts of a term that have been read so far. */
  private static final class Term {
    private String id = "";
    private String name = "";
    private final List<String> synonyms = new ArrayList<>();
    private final List<String> references = new ArrayList<>();
    private final List<String> parents = new ArrayList<>();
    private final List<String> otherIds = new ArrayList<>();
    private final List<String> replacements = new ArrayList<>();
    private boolean obsolete;

    String whyObsolete() {
      return replacements.isEmpty()
          ? "is obsolete"
          : "is obsolete and replaced by '" + String.join("' or '", replacements) + "'";
    }
  }

  /**
   * Reads the terms of a file into a builder, which can be configured for terms with several
   * parents, several roots and parents that are not in the file before it builds or validates. A
   * file is often a graph, not a tree.
   *
   * @param reader the text, which is not closed
   * @return a builder with the terms that are not obsolete
   * @throws IOException if the text can't be read
   * @throws IllegalArgumentException if a line of a term is malformed, or a term has no id
   */
  public static DiseaseTaxonomyBuilder read(Reader reader) throws IOException {
    List<Term> terms = new ArrayList<>();
    BufferedReader lines = new BufferedReader(reader);
    Term term = null;
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = (number == 1 ? line.replace("\ufeff", "") : line).strip();
      if (isContinued(text)) {
        StringBuilder whole = new StringBuilder();
        while (isContinued(text)) {
          whole.append(text, 0, text.length() - 1);
          line = lines.readLine();
          number++;
          text = line == null ? "" : line.strip();
        }
        text = whole.append(text).toString();
      }
      if (text.startsWith("[")) {
        add(term, terms, number);
        term = value(text).equals("[Term]") ? new Term() : null;
      } else if (term != null && !text.isEmpty() && !text.startsWith("!")) {
        readTag(text, number, term);
      }
    }
    add(term, terms, number);
    return builder(terms);
  }

  /** Returns whether a line ends in a backslash that is not itself escaped. */
  private static boolean isContinued(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\\') {
      end--;
    }
    return (text.length() - end) % 2 == 1;
  }

  private static DiseaseTaxonomyBuilder builder(List<Term> terms) {
    Map<String, String> ids = new HashMap<>();
    List<Term> current = terms.stream().filter(each -> !each.obsolete).toList();
    current.forEach(each -> each.otherIds.forEach(other -> ids.putIfAbsent(other, each.id)));
    current.forEach(each -> ids.put(each.id, each.id));
    DiseaseTaxonomyBuilder builder = DiseaseTaxonomy.builder();
    for (Term each : terms) {
      if (each.obsolete) {
        builder.leaveOut(each.id, each.whyObsolete());
      } else {
        builder.add(
            new DiseaseNode(each.id, each.name, each.synonyms, each.references),
            each.parents.stream().map(parent -> ids.getOrDefault(parent, parent)).toList());
      }
    }
    return builder;
  }

  private static void add(@Nullable Term term, List<Term> terms, long line) {
    if (term == null) {
      return;
    }
    if (term.id.isEmpty() && !term.obsolete) {
      throw new IllegalArgumentException("line " + line + ": the term before it has no id");
    }
    terms.add(term);
  }

  private static void readTag(String text, long line, Term term) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "line " + line + ": '" + text + "' is not a tag; a tag is followed by a colon");
    }
    String value = text.substring(colon + 1).strip();
    switch (text.substring(0, colon).strip()) {
      case "id" -> term.id = unescape(value(value));
      case "alt_id" -> term.otherIds.add(unescape(before(value, "!{")));
      case "name" -> term.name = unescape(value(value));
      case "synonym" -> term.synonyms.add(quoted(value, line));
      case "xref" -> term.references.add(unescape(before(value, "!{\"")));
      case "is_a" -> term.parents.add(unescape(before(value, "!{")));
      case "replaced_by", "consider" -> term.replacements.add(unescape(before(value, "!{")));
      case "is_obsolete" -> term.obsolete = before(value, "!{").equals("true");
      default -> {}
    }
  }

  /**
   * The value before its trailing qualifiers, such as {@code {source="X:1"}}, and its comment,
   * which begins at an exclamation mark that is not escaped. Other braces are part of the value.
   */
  private static String value(String text) {
    Matcher qualifiers = QUALIFIERS.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '!' || (c == '{' && qualifiers.region(i, text.length()).matches())) {
        return text.substring(0, i).strip();
      }
    }
    return text;
  }

  /** The value before the first of several characters that is not escaped. */
  private static String before(String value, String marks) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        i++;
      } else if (marks.indexOf(value.charAt(i)) >= 0) {
        return value.substring(0, i).strip();
      }
    }
    return value;
  }

  private static String quoted(String value, long line) {
    if (value.startsWith("\"")) {
      String rest = value.substring(1);
      String text = before(rest + ' ', "\"");
      if (text.length() < rest.length()) {
        return unescape(text);
      }
    }
    throw new IllegalArgumentException(
        "line " + line + ": the synonym " + value + " is not in quotation marks");
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        plain.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'W' -> ' ';
              default -> escaped;
            });
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        case '\\', '!', '{', '}', '"' -> escaped.append('\\').append(c);
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /**
   * Writes a tree. Reading and building it gives an equal tree.
   *
   * @param taxonomy the tree
   * @return the file
   */
  public static String write(DiseaseTaxonomy taxonomy) {
    StringBuilder file = new StringBuilder("format-version: 1.4\n");
    for (DiseaseNode node : taxonomy.nodes()) {
      file.append("\n[Term]\nid: ").append(escape(node.id()));
      file.append("\nname: ").append(escape(node.name())).append('\n');
      node.synonyms()
          .forEach(
              synonym ->
                  file.append("synonym: \"").append(escape(synonym)).append("\" EXACT []\n"));
      node.crossReferences()
          .forEach(reference -> file.append("xref: ").append(escape(reference)).append('\n'));
      taxonomy
          .parent(node)
          .ifPresent(
              parent ->
                  file.append("is_a: ")
                      .append(escape(parent.id()))
                      .append(" ! ")
                      .append(escape(parent.name()))
                      .append('\n'));
    }
    return file.toString();
  }
}
