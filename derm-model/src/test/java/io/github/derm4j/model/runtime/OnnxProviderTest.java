package io.github.derm4j.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.derm4j.model.RandomClassifier;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.model.onnx.OnnxExport;
import io.github.derm4j.model.onnx.OnnxLesionClassifier;
import io.github.derm4j.model.training.Spots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A provider of ONNX Runtime")
class OnnxProviderTest {

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void export() throws IOException {
    model = folder.resolve("model.onnx");
    OnnxExport.write(RandomClassifier.of(new Spots(2, 2).partition(), 75, 0.125, 3), model);
  }

  @Test
  @DisplayName("has a word, and a number if there are several devices")
  void words() {
    assertThat(Stream.of(OnnxProvider.values()).map(OnnxProvider::word))
        .containsExactly("cpu", "cuda", "tensorrt", "coreml", "directml");
    assertThat(OnnxProvider.of("tensorrt")).isEqualTo(OnnxProvider.TENSOR_RT);
    assertThat(OnnxOptions.of(OnnxProvider.CUDA).withDevice(1).device()).isEqualTo(1);
    assertThatThrownBy(() -> OnnxProvider.of("rocm"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no provider 'rocm'; the providers are cpu, cuda, tensorrt, coreml, directml");
    assertThatThrownBy(() -> OnnxOptions.cpu(1).withDevice(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device = 1: must be 0 for cpu");
    assertThatThrownBy(() -> OnnxOptions.cpu(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads = 0");
  }

  @Test
  @DisplayName("is refused, with the jar to add, if the library on the class path lacks it")
  void missing() {
    for (OnnxProvider each : List.of(OnnxProvider.CUDA, OnnxProvider.DIRECT_ML)) {
      if (!OrtEnvironment.getAvailableProviders().contains(each.constant())) {
        assertThatThrownBy(() -> OnnxLesionClassifier.load(model, OnnxOptions.of(each)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("has no " + each.word() + ": ")
            .hasMessageContaining(each == OnnxProvider.CUDA ? "onnxruntime_gpu" : "--use_dml");
      }
    }
    assertThat(Files.exists(folder.resolve("profile"))).isFalse();
  }

  @Test
  @DisplayName("is checked by the profile that ONNX Runtime writes")
  void profile() throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.enableProfiling(folder.resolve("run").toString());
      try (OrtSession session = environment.createSession(model.toString(), options);
          OnnxTensor image = OnnxTensor.createTensor(environment, new float[1][3][75][75])) {
        session.run(Map.of("image", image)).close();

        OnnxPlacement placement = OnnxPlacement.read(Path.of(session.endProfiling()));

        // Each convolution is computed with its ReLU; poolings and concatenations are added.
        assertThat(placement.of(OnnxProvider.CPU))
            .isEqualTo(placement.total())
            .isGreaterThan(InceptionV3.CONVOLUTION_UNITS);
        assertThat(placement.operations()).containsOnlyKeys("CPUExecutionProvider");
        assertThatThrownBy(() -> placement.require(OnnxProvider.CUDA))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("ONNX Runtime computed nothing with cuda, but ")
            .hasMessageContaining(placement.total() + " operations on CPUExecutionProvider");
      }
    }
  }

  @Test
  @DisplayName("counts the operations of each provider, once for each kernel")
  void mixed() throws IOException {
    Path profile =
        Files.writeString(
            folder.resolve("mixed.json"),
            """
            [{"cat":"Session","name":"model_loading_uri","args":{}},
             {"cat":"Node","name":"a_fence_before","args":{"op_name":"Conv"}},
             {"cat":"Node","name":"a_kernel_time","args":{"op_name":"Conv","provider":"CUDAExecutionProvider"}},
             {"cat":"Node","name":"b_kernel_time","args":{"op_name":"Conv","provider":"CUDAExecutionProvider"}},
             {"cat":"Node","name":"c_kernel_time","args":{"op_name":"Gemm","provider":"CPUExecutionProvider"}}]
            """);

    OnnxPlacement placement = OnnxPlacement.read(profile);

    assertThat(placement)
        .hasToString("2 operations on CUDAExecutionProvider, 1 operation on CPUExecutionProvider");
    assertThat(placement.total()).isEqualTo(3);
    assertThat(placement.of(OnnxProvider.TENSOR_RT)).isZero();
    placement.require(OnnxProvider.CUDA);
  }
}
