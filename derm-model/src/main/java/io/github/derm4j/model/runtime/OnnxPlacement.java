package io.github.derm4j.model.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.taxonomy.internal.Counted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where ONNX Runtime computed the operations of a network, by its own profile. Several operations
 * that a provider fuses count as one.
 *
 * @param operations the number of operations by the full name of the provider, such as {@code
 *     CUDAExecutionProvider}
 */
public record OnnxPlacement(Map<String, Integer> operations) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the numbers.
   *
   * @param operations the number of operations by the full name of the provider
   */
  public OnnxPlacement {
    operations = Collections.unmodifiableMap(new TreeMap<>(operations));
  }

  /** Reads a profile. */
  static OnnxPlacement read(Path profile) throws IOException {
    Map<String, Integer> operations = new TreeMap<>();
    for (JsonNode event : JSON.readTree(profile.toFile())) {
      // An operation has one event of its kernel, and others of its preparation.
      if (event.path("cat").asText().equals("Node")
          && event.path("name").asText().endsWith("_kernel_time")) {
        operations.merge(event.path("args").path("provider").asText(), 1, Integer::sum);
      }
    }
    return new OnnxPlacement(operations);
  }

  /**
   * The number of operations of a provider.
   *
   * @param provider the provider
   * @return the number, 0 if it computed none
   */
  public int of(OnnxProvider provider) {
    return operations.getOrDefault(provider.fullName(), 0);
  }

  /** {@return the number of all operations} */
  public int total() {
    return operations.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Checks that a provider computed something. */
  void require(OnnxProvider provider) throws IOException {
    if (of(provider) == 0) {
      throw new IOException(
          "ONNX Runtime computed nothing with "
              + provider.word()
              + ", but "
              + this
              + "; the provider does not support this network, or not this device");
    }
  }

  /**
   * {@return a text such as "94 operations on CUDAExecutionProvider, 1 on CPUExecutionProvider"}
   */
  @Override
  public String toString() {
    return operations.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(each -> Counted.text(each.getValue(), "operation") + " on " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
