package io.github.derm4j.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.metrics.BetaCalibration;
import io.github.derm4j.metrics.BinaryRecalibration;
import io.github.derm4j.metrics.ClassRecalibration;
import io.github.derm4j.metrics.IsotonicCalibration;
import io.github.derm4j.metrics.OneVersusRestRecalibration;
import io.github.derm4j.metrics.PlattScaling;
import io.github.derm4j.metrics.TemperatureScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A recalibration as JSON. A temperature stands where files of earlier versions have it, and such
 * files have no method.
 */
final class RecalibrationJson {

  private RecalibrationJson() {}

  static ObjectNode write(Recalibration recalibration, ObjectMapper mapper) {
    ObjectNode json = mapper.createObjectNode();
    json.put("method", recalibration.method().name().toLowerCase(Locale.ROOT));
    if (recalibration.map() instanceof TemperatureScaling scaling) {
      json.put("temperature", scaling.temperature());
    } else if (recalibration.map() instanceof OneVersusRestRecalibration all) {
      ArrayNode classes = json.putArray("classes");
      all.classes().forEach(each -> classes.add(mapper.valueToTree(each)));
    }
    return json.put("images", recalibration.images())
        .put("lossBefore", recalibration.lossBefore())
        .put("lossAfter", recalibration.lossAfter())
        .put("origin", recalibration.origin());
  }

  static Recalibration read(JsonNode json, ObjectMapper mapper) throws JsonProcessingException {
    try {
      return new Recalibration(
          map(json, mapper),
          json.path("images").asLong(),
          json.path("lossBefore").asDouble(),
          json.path("lossAfter").asDouble(),
          json.path("origin").asText());
    } catch (IllegalArgumentException wrong) {
      throw JsonMappingException.from((JsonParser) null, wrong.getMessage(), wrong);
    }
  }

  private static ClassRecalibration map(JsonNode json, ObjectMapper mapper)
      throws JsonProcessingException {
    String method = json.path("method").asText("temperature");
    return switch (method) {
      case "temperature" -> new TemperatureScaling(json.path("temperature").asDouble());
      case "platt" -> classes(json, PlattScaling.class, mapper);
      case "isotonic" -> classes(json, IsotonicCalibration.class, mapper);
      case "beta" -> classes(json, BetaCalibration.class, mapper);
      default ->
          throw new IllegalArgumentException(
              "the recalibration has the method '"
                  + method
                  + "', which this version does not know; use the version that wrote it, or a newer"
                  + " one");
    };
  }

  private static ClassRecalibration classes(
      JsonNode json, Class<? extends BinaryRecalibration> type, ObjectMapper mapper)
      throws JsonProcessingException {
    List<BinaryRecalibration> classes = new ArrayList<>();
    for (JsonNode each : json.path("classes")) {
      if (!each.isObject()) {
        throw new IllegalArgumentException("a class of the recalibration is not an object");
      }
      classes.add(mapper.treeToValue(each, type));
    }
    return new OneVersusRestRecalibration(classes);
  }
}
