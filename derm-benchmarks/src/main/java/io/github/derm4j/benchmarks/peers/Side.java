package io.github.derm4j.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A process that works on command, so that two processes can be timed in turn. It reads lines and
 * answers each with a line of JSON:
 *
 * <pre>
 * versions                     {"Java": "17.0.15", ...}
 * check TASK SIZE              {"values": [...]}, which another side must agree with
 * time TASK SIZE SECONDS       {"runs": 3, "seconds": 2.2}, of at least one run and that time
 * </pre>
 */
public final class Side {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Contestant contestant;
  private final Map<String, Workload> prepared = new HashMap<>();

  Side(Contestant contestant) {
    this.contestant = contestant;
  }

  /**
   * Serves one contestant until its input ends.
   *
   * @param arguments the contestant's name, and the folder of files that the sides share
   */
  public static void main(String[] arguments) throws Exception {
    // Output of the engine must not mix with the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Side side = new Side(contestant(arguments[0], Path.of(arguments[1])));
    try (BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        answers.println(JSON.writeValueAsString(side.answer(line)));
        answers.flush();
      }
    }
    System.exit(0); // Ends the process even if a contestant has threads left.
  }

  private static Contestant contestant(String name, Path folder) throws Exception {
    return switch (name) {
      case "classifier", "trainer", "trainer-direct", "trainer-bf16", "trainer-nd4j" ->
          new ClassifierSide(folder, false);
      case "classifier-int8" -> new ClassifierSide(folder, true);
      case "onnx-classifier" -> new OnnxClassifierSide(folder, SharedNetwork.MODEL);
      case "onnx-classifier-int8" -> new OnnxClassifierSide(folder, SharedNetwork.INT8_MODEL);
      case "onnx-classifier-float16" -> new OnnxClassifierSide(folder, SharedNetwork.FLOAT16_MODEL);
      case "onnxruntime" -> new OnnxRuntimeSide(folder);
      case "deeplearning4j" -> new StockNetworkSide(folder);
      case "pipeline", "decoding", "decoding-anew", "DataVec" -> new PipelineSide(name, folder);
      case "metrics" -> new MetricsSide();
      case "deeplearning4j-metrics" -> new StockMetricsSide();
      case "partition" -> new PartitionSide();
      case "printed-algorithm" -> new PrintedAlgorithmSide();
      default -> throw new IllegalArgumentException("No contestant is called '" + name + "'");
    };
  }

  Map<String, ?> answer(String question) throws Exception {
    String[] words = question.split(" ", -1);
    return switch (words[0]) {
      case "versions" -> versions();
      case "check" -> Map.of("values", workload(words).run().get());
      case "time" -> time(workload(words), Double.parseDouble(words[3]));
      default -> throw new IOException("Not a question: " + question);
    };
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("Java", Runtime.version().toString().toLowerCase(Locale.ROOT));
    versions.putAll(contestant.versions());
    return versions;
  }

  private Workload workload(String[] words) throws Exception {
    String key = words[1] + " " + words[2];
    Workload known = prepared.get(key);
    if (known == null) {
      known = contestant.workload(words[1], Integer.parseInt(words[2]));
      prepared.put(key, known);
    }
    return known;
  }

  private static Map<String, ?> time(Workload work, double atLeast) throws Exception {
    long start = System.nanoTime();
    int runs = 0;
    double seconds;
    do {
      work.run();
      runs++;
      seconds = (System.nanoTime() - start) / 1e9;
    } while (seconds < atLeast);
    return Map.of("runs", runs, "seconds", seconds);
  }
}
