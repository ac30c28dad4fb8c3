package io.github.derm4j.cli;

import ai.onnxruntime.OrtEnvironment;
import io.github.derm4j.cli.source.Code;
import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxPlacement;
import io.github.derm4j.model.runtime.OnnxProvider;
import java.util.Optional;

/** How a program and the terminal name what ONNX Runtime does. */
final class OnnxRuntimeCode {

  private OnnxRuntimeCode() {}

  /** The expression of options. */
  static Code of(OnnxOptions options) {
    Code all = Code.call(OnnxOptions.class, "of", Code.literal(options.provider()));
    return options.device() == 0 ? all : all.then("withDevice", Code.literal(options.device()));
  }

  /** The coordinates of ONNX Runtime, in the version on the class path. */
  static String library(OnnxOptions options) {
    boolean gpu =
        options.provider() == OnnxProvider.CUDA || options.provider() == OnnxProvider.TENSOR_RT;
    return "com.microsoft.onnxruntime:onnxruntime"
        + (gpu ? "_gpu:" : ":")
        + OrtEnvironment.class.getPackage().getImplementationVersion();
  }

  /** The line that says where a network is computed; empty on the CPU. */
  static Optional<String> notice(String model, Optional<OnnxPlacement> placement) {
    return placement.map(where -> "derm: " + model + " runs " + where);
  }
}
