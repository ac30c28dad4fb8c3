package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares JSON with as much of JSON Schema as {@code docs/metrics.schema.json} uses: types, enums,
 * properties, and the items of arrays.
 */
final class JsonShape {

  private final List<String> problems = new ArrayList<>();

  private JsonShape() {}

  /** What is wrong, each with its place; empty if nothing is. */
  static List<String> problems(JsonNode schema, JsonNode json) {
    JsonShape shape = new JsonShape();
    shape.check("$", schema, json);
    return shape.problems;
  }

  private void check(String at, JsonNode schema, JsonNode json) {
    if (!types(schema.get("type")).contains(type(json))) {
      problems.add(at + " is " + type(json) + ", not " + schema.get("type"));
    }
    if (schema.has("enum") && !contains(schema.get("enum"), json)) {
      problems.add(at + " is " + json + ", none of " + schema.get("enum"));
    }
    if (json.isArray()) {
      for (int i = 0; i < json.size(); i++) {
        check(at + "[" + i + "]", schema.get("items"), json.get(i));
      }
    }
    if (json.isObject()) {
      schema
          .path("required")
          .forEach(
              name -> {
                if (!json.has(name.textValue())) {
                  problems.add(at + " lacks " + name);
                }
              });
      json.properties()
          .forEach(
              field -> {
                String place = at + "." + field.getKey();
                JsonNode own = schema.path("properties").path(field.getKey());
                JsonNode any = schema.path("additionalProperties");
                if (own.isObject() || any.isObject()) {
                  check(place, own.isObject() ? own : any, field.getValue());
                } else {
                  problems.add(place + " is not in the schema");
                }
              });
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> types(JsonNode type) {
    List<String> types = new ArrayList<>();
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(each -> types.add(each.textValue()));
    }
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  private static String type(JsonNode json) {
    return json.isIntegralNumber() ? "integer" : json.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
