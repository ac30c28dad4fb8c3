package io.github.derm4j.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime's own Java API, from pixels that are already in its memory. */
final class OnnxRuntimeSide implements Contestant {

  private final Path folder;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRuntimeSide(Path folder) throws OrtException {
    this.folder = folder;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(OnnxClassifierSide.THREADS);
      session = environment.createSession(folder.resolve(SharedNetwork.MODEL).toString(), options);
    }
  }

  @Override
  public Map<String, String> versions() {
    return Map.of("ONNX Runtime", environment.getVersion());
  }

  @Override
  @SuppressWarnings("MustBeClosed") // The input is used until the process ends.
  public Workload workload(String task, int size) throws IOException, OrtException {
    float[] pixels =
        SharedNetwork.pixels(folder, size, SharedNetwork.SIZE)
            .permute(0, 3, 1, 2)
            .dup('c')
            .data()
            .asFloat();
    long[] shape = {size, 3, SharedNetwork.SIZE, SharedNetwork.SIZE};
    OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape);
    return () -> {
      try (OrtSession.Result result =
          session.run(Map.of("image", input), Set.of("probabilities"))) {
        float[][] probabilities = (float[][]) result.get(0).getValue();
        return () -> OnnxClassifierSide.flat(probabilities);
      }
    };
  }
}
