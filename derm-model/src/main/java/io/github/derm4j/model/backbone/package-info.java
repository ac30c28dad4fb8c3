/**
 * Any ONNX network as a frozen body: {@link io.github.derm4j.model.backbone.OnnxBackbone} computes
 * the features of images, {@link io.github.derm4j.model.backbone.BackboneSettings} reads how its
 * images are prepared.
 */
@NullMarked
package io.github.derm4j.model.backbone;

import org.jspecify.annotations.NullMarked;
