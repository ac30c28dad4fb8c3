/**
 * Sessions of ONNX Runtime: {@link io.github.derm4j.model.runtime.OnnxOptions} says where a network
 * computes, {@link io.github.derm4j.model.runtime.OnnxPlacement} where it was computed.
 */
@NullMarked
package io.github.derm4j.model.runtime;

import org.jspecify.annotations.NullMarked;
