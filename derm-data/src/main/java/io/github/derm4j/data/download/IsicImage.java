package io.github.derm4j.data.download;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An image as the archive's API describes it.
 *
 * @param id such as {@code ISIC_0000000}; checked, because it becomes a file name
 * @param uri the address of the full image, signed and valid for a limited time; empty if there is
 *     none by HTTP
 * @param size the size of the file in bytes, or 0 if the archive does not state it
 * @param fields attribution, licence and all metadata, by column
 */
record IsicImage(String id, URI uri, long size, Map<String, String> fields) {

  static final String ATTRIBUTION = "attribution";
  static final String LICENCE = "copyright_license";

  /**
   * Reads an entry of the API's list.
   *
   * @throws IOException if its id is not a valid file name
   */
  static IsicImage parse(JsonNode node) throws IOException {
    String id = node.path("isic_id").textValue();
    if (id == null || !id.matches("[A-Za-z0-9_-]+")) {
      throw new IOException("the archive sent an image with the id '" + id + "'");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(ATTRIBUTION, node.path("attribution").asText(""));
    fields.put(LICENCE, node.path("copyright_license").asText(""));
    for (JsonNode group : node.path("metadata")) {
      group.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText("")));
    }
    JsonNode full = node.path("files").path("full");
    return new IsicImage(id, address(full), full.path("size").asLong(0), fields);
  }

  private static URI address(JsonNode file) {
    try {
      URI address = URI.create(file.path("url").asText());
      return String.valueOf(address.getScheme()).matches("https?") ? address : URI.create("");
    } catch (IllegalArgumentException noAddress) {
      return URI.create("");
    }
  }
}
