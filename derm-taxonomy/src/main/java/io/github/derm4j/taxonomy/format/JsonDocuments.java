package io.github.derm4j.taxonomy.format;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.derm4j.taxonomy.internal.Digits;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Locale;

/**
 * The common parts of the two JSON documents: a strict mapper, and a format name with a version.
 */
final class JsonDocuments {

  /** Allows long ids. The nesting is flat, regardless of the depth of a tree. */
  private static final int MAX_TEXT = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(10)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private JsonDocuments() {}

  /** Marks a required field, which must not be null or contain null. */
  @JacksonAnnotationsInside
  @JsonProperty(required = true)
  @JsonSetter(nulls = Nulls.FAIL, contentNulls = Nulls.FAIL)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Required {}

  static String write(Object document) {
    try {
      return MAPPER.writeValueAsString(document).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of strings and numbers is always written", e);
    }
  }

  /** Reads a document of this format and version. */
  static <T> T read(String json, String format, int version, Class<T> type) {
    try {
      JsonNode tree = MAPPER.readTree(json.startsWith("\ufeff") ? json.substring(1) : json);
      String found = tree.path("format").asText("");
      if (!found.equals(format)) {
        throw new IllegalArgumentException(
            "the document's format is '" + found + "'; expected '" + format + "'");
      }
      String foundVersion = tree.path("version").asText("");
      if (!foundVersion.equals(Integer.toString(version))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the document is version %s of %s; this release reads version %d",
                foundVersion,
                format,
                version));
      }
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "no " + format + " document: " + Digits.ascii(e.getOriginalMessage()) + where(e), e);
    }
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }
}
