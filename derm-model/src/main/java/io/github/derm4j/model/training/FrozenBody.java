package io.github.derm4j.model.training;

import io.github.derm4j.model.FeatureExtractor;
import io.github.derm4j.model.backbone.OnnxBackbone;
import io.github.derm4j.model.inception.KerasWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The body of a head.
 *
 * @param checksum what identifies its features, together with the size
 * @param size the input size of a body that has only one; 0 otherwise
 * @param options the options that determine its features, except the size
 * @param extractor makes the body for an input size
 */
record FrozenBody(
    String checksum,
    int size,
    Map<String, String> options,
    IntFunction<FeatureExtractor> extractor) {

  static FrozenBody of(KerasWeights weights) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("weights", weights.md5());
    options.put("pixelRange", weights.normalization().toString());
    options.put("width", "1.0");
    return new FrozenBody(weights.md5(), 0, options, size -> FeatureExtractor.of(weights, size));
  }

  static FrozenBody of(OnnxBackbone backbone) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("backbone", backbone.name());
    options.put("weights", backbone.sha256().get(backbone.name()));
    options.put("preprocessing", backbone.preprocessing().toString());
    options.put("pooling", backbone.pooling().toString());
    backbone.placement().ifPresent(where -> options.put("placement", where.toString()));
    return new FrozenBody(
        backbone.id(),
        backbone.preprocessing().frame().size(),
        options,
        size -> FeatureExtractor.of(backbone));
  }
}
