/**
 * Export to ONNX and use of exported models: {@link io.github.derm4j.model.onnx.OnnxExport} writes
 * a trained classifier, {@link io.github.derm4j.model.onnx.OnnxLesionClassifier} runs one in ONNX
 * Runtime.
 */
@NullMarked
package io.github.derm4j.model.onnx;

import org.jspecify.annotations.NullMarked;
