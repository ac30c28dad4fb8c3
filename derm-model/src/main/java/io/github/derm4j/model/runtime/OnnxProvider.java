package io.github.derm4j.model.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A processor, or a library for one, on which ONNX Runtime can compute: an execution provider.
 *
 * <p>The jar {@code com.microsoft.onnxruntime:onnxruntime} has {@link #CPU}, and on macOS also
 * {@link #CORE_ML}. The jar {@code com.microsoft.onnxruntime:onnxruntime_gpu}, in its place, has
 * {@link #CUDA} and {@link #TENSOR_RT} for Linux and Windows on x86-64.
 */
public enum OnnxProvider {
  /** The processor of the machine. */
  CPU,
  /** NVIDIA's graphics cards. */
  CUDA,
  /** NVIDIA's graphics cards, with TensorRT, and with CUDA for what TensorRT can't compute. */
  TENSOR_RT,
  /** Apple's processors, graphics cards and neural engines. */
  CORE_ML,
  /** Graphics cards on Windows. */
  DIRECT_ML;

  private static final String GPU_JAR =
      "put com.microsoft.onnxruntime:onnxruntime_gpu of the same version on the class path in place"
          + " of onnxruntime; it is for Linux and Windows on x86-64";

  /**
   * Finds a provider by its word.
   *
   * @param word cpu, cuda, tensorrt, coreml or directml
   * @return the provider
   * @throws IllegalArgumentException if there is no such provider
   */
  public static OnnxProvider of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no provider '"
                        + word
                        + "'; the providers are "
                        + Arrays.stream(values())
                            .map(OnnxProvider::word)
                            .collect(Collectors.joining(", "))));
  }

  /** {@return the word of the command line, such as tensorrt} */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Whether several devices of the kind have numbers. */
  boolean hasDevices() {
    return this == CUDA || this == TENSOR_RT || this == DIRECT_ML;
  }

  /** ONNX Runtime's own name, such as CUDAExecutionProvider. */
  String fullName() {
    return constant().getName();
  }

  /** ONNX Runtime's constant. A field would need ONNX Runtime even where nothing is computed. */
  OrtProvider constant() {
    return OrtProvider.valueOf(name());
  }

  /** What to do if the library on the class path lacks it. */
  String remedy() {
    return switch (this) {
      case CPU -> "the jar is damaged";
      case CUDA, TENSOR_RT -> GPU_JAR;
      case CORE_ML -> "the jar com.microsoft.onnxruntime:onnxruntime has it on macOS only";
      case DIRECT_ML ->
          "no jar at Maven Central has it: build ONNX Runtime on Windows with --build_java"
              + " --use_dml";
    };
  }

  /** What a provider needs beside the jar, for the message if it can't start. */
  String needs() {
    return switch (this) {
      case CPU -> "";
      case CUDA -> "; it needs an NVIDIA driver, CUDA 12 and cuDNN 9";
      case TENSOR_RT -> "; it needs an NVIDIA driver, CUDA 12, cuDNN 9 and TensorRT 10";
      case CORE_ML -> "; it needs macOS 10.15 or newer";
      case DIRECT_ML -> "; it needs Windows 10 or newer, with a driver for DirectX 12";
    };
  }

  /** Adds the provider to a session. */
  void addTo(SessionOptions options, int device) throws OrtException {
    switch (this) {
      case CPU -> {}
      case CUDA -> options.addCUDA(device);
      case TENSOR_RT -> {
        options.addTensorrt(device);
        options.addCUDA(device);
      }
      case CORE_ML -> options.addCoreML();
      case DIRECT_ML -> options.addDirectML(device);
    }
  }
}
