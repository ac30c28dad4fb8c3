package io.github.derm4j.cli;

import io.github.derm4j.model.runtime.OnnxOptions;
import io.github.derm4j.model.runtime.OnnxProvider;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where ONNX Runtime computes. */
final class ProviderOption {

  private static final String NAME = "--provider";
  private static final Pattern FORMAT = Pattern.compile("([^:]+)(?::([0-9]{1,4}))?");

  @Option(
      names = NAME,
      paramLabel = "NAME[:DEVICE]",
      description =
          "Where ONNX Runtime computes an ONNX network: cpu, cuda, tensorrt, coreml or directml, and"
              + " the number of the device, as in cuda:1. If the provider is missing or computes"
              + " nothing, the command fails and says what to do. Default: cpu.")
  private @Nullable String provider; // Reading the arguments must not load ONNX Runtime.

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The provider for the report; empty for the default. */
  Map<String, String> facts() {
    return provider == null ? Map.of() : Map.of("provider", provider);
  }

  /**
   * Refuses the option where no ONNX network is computed.
   *
   * @throws ParameterException if it was given
   */
  void refuse() {
    Inapplicable.refuse(command, "an ONNX network", List.of(NAME));
  }

  /**
   * The options of a backbone: the CPU by default.
   *
   * @throws ParameterException if there is no such provider
   */
  OnnxOptions options() {
    return provider == null ? OnnxOptions.of(OnnxProvider.CPU) : options(provider);
  }

  /**
   * Makes the classifiers that are ONNX networks, or have one as their body, compute with the
   * provider.
   *
   * @throws ParameterException if there is no such provider, or there is no ONNX network
   */
  List<ModelFile> applyTo(List<ModelFile> files, Terminal terminal) {
    if (provider == null) {
      return files;
    }
    if (files.stream().noneMatch(ModelFile::runsOnnx)) {
      refuse();
    }
    OnnxOptions options = options(provider);
    return files.stream()
        .map(file -> file.runsOnnx() ? file.with(options, terminal::say) : file)
        .toList();
  }

  /** The same for one classifier. */
  ModelFile applyTo(ModelFile file, Terminal terminal) {
    return applyTo(List.of(file), terminal).get(0);
  }

  private OnnxOptions options(String text) {
    Matcher parts = FORMAT.matcher(text);
    try {
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "expected a name and the number of a device, such as cuda:1, not '" + text + "'");
      }
      OnnxOptions options = OnnxOptions.of(OnnxProvider.of(parts.group(1)));
      return parts.group(2) == null
          ? options
          : options.withDevice(Integer.parseInt(parts.group(2)));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), NAME + ": " + wrong.getMessage(), wrong);
    }
  }
}
