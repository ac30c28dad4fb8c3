package io.github.derm4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.derm4j.model.backend.Backend;
import io.github.derm4j.model.backend.ComputeCapability;
import io.github.derm4j.model.backend.ConvolutionRate;
import io.github.derm4j.model.backend.Device;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code derm backend}: prints the backend in use. */
@Command(
    name = "backend",
    description = {
      "Prints the backend in use, its devices, memory, driver, threads and libraries"
          + " (oneDNN or cuDNN), and the speed of a convolution.",
      "With --backend cuda, prints what is missing for CUDA."
    },
    mixinStandardHelpOptions = true)
final class BackendCommand implements Callable<Integer> {

  private static final Duration MEASURED = Duration.ofSeconds(1);

  @ParentCommand private Derm derm;
  @Mixin private BackendOption option;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Backend backend = option.load(derm.terminal());
    double gigaflops = ConvolutionRate.gigaflops(MEASURED);
    if (json) {
      derm.terminal().answer(Json.text(asJson(backend, gigaflops)));
    } else {
      say(backend, gigaflops);
    }
    return 0;
  }

  private void say(Backend backend, double gigaflops) {
    line("backend", backend.kind() + ", ND4J " + backend.version());
    line("convolutions", name(backend.convolutions()));
    line("networks", networks(backend));
    for (Device device : backend.devices()) {
      line("device", device.toString());
    }
    backend.driver().ifPresent(cuda -> line("driver", "NVIDIA's, for CUDA up to " + cuda));
    line("threads", String.valueOf(backend.threads()));
    line("heap", String.format(Locale.ROOT, "%.1f GiB at most", heapBytes() / (double) (1L << 30)));
    line("rate", String.format(Locale.ROOT, "%.0f Gflop/s in a 3x3 convolution", gigaflops));
  }

  private void line(String what, String value) {
    derm.terminal().answer(String.format(Locale.ROOT, "%-13s %s", what, value));
  }

  private static String networks(Backend backend) {
    return backend
        .whyOnNd4j()
        .map(why -> "ND4J's operations: " + why)
        .orElse("oneDNN, called directly");
  }

  private static String name(Backend.Convolutions convolutions) {
    return switch (convolutions) {
      case ONEDNN -> "oneDNN";
      case CUDNN -> "cuDNN";
      case BUILT_IN -> "ND4J's own";
    };
  }

  private static ObjectNode asJson(Backend backend, double gigaflops) {
    ObjectNode answer =
        Json.object()
            .put("backend", backend.kind().name())
            .put("version", backend.version())
            .put("convolutions", name(backend.convolutions()))
            .put("networks", networks(backend));
    ArrayNode devices = answer.putArray("devices");
    for (Device device : backend.devices()) {
      devices
          .addObject()
          .put("name", device.name())
          .put("memoryBytes", device.memoryBytes())
          .put(
              "computeCapability",
              device.capability().map(ComputeCapability::toString).orElse(null));
    }
    answer.put("driver", backend.driver().orElse(null));
    answer.put("threads", backend.threads()).put("heapBytes", heapBytes());
    answer.put("advice", backend.advice().orElse(null));
    return Json.put(answer, "gigaflops", gigaflops);
  }

  private static long heapBytes() {
    return Runtime.getRuntime().maxMemory();
  }
}
