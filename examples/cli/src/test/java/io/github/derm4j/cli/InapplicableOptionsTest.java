package io.github.derm4j.cli;

import static io.github.derm4j.cli.Command.derm;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An option that would have no effect")
class InapplicableOptionsTest {

  private static final String TEST = "evaluate --dataset csv --images . --out out --model m.onnx";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classify --model m.onnx --csv --top 2 a.jpg | --top | --json and output as text",
        "classify --model m.onnx --columns isic-2018 --top 2 a.jpg | --top | --json and output as"
            + " text",
        "classify --model m.onnx --engine nd4j a.jpg | --engine | a model.zip",
        "features --model m.onnx --engine nd4j --out f.csv a.jpg | --engine | a model.zip",
        "features --backbone m.onnx --engine nd4j --out f.csv a.jpg | --engine | Inception v3",
        "features --backbone m.onnx --size 99 --out f.csv a.jpg | --size | Inception v3",
        "features --model m.onnx --preprocessing p.json --out f.csv a.jpg | --preprocessing |"
            + " --backbone",
        "fine-tune --dataset csv --images i --out o --backbone m.onnx | --backbone | --train head",
        "fine-tune --dataset csv --images i --out o --preprocessing p.json | --preprocessing |"
            + " --train head",
        "fine-tune --dataset csv --images i --out o --train head --backbone m.onnx --size 99 |"
            + " --size | --weights",
        "classify --model m.onnx --disagreement a.jpg | --disagreement | --csv",
        "classify --model m.onnx --csv --disagreement a.jpg | --disagreement | an ensemble",
        "classify --model m.onnx --precision int8 a.jpg | --precision | a model.zip of one network",
        "classify --model m.onnx --json --lesions l.csv a.jpg | --lesions | --columns milk10k",
        "explain --model m.onnx --out a.png --seed 2 a.jpg | --seed | --method smooth-grad",
        "explain --model m.onnx --out a.png --method occlusion --seed 2 a.jpg | --seed | --method"
            + " smooth-grad",
        TEST + " --all --split s.csv | --split | tests without --all",
        TEST + " --all --engine nd4j | --engine | a model.zip",
        TEST + " --all --precision int8 | --precision | a model.zip of one network",
        TEST + " --all --engine nd4j --print-java | --engine | a model.zip",
        TEST + " --all --engine nd4j --backend cuda | --engine | --backend cpu or auto",
        "backend --backend cuda --engine nd4j | --engine | --backend cpu or auto",
        "serve --provider cuda | --provider | an ONNX network",
        "features --weights w.h5 --provider cuda --out f.csv a.jpg | --provider | an ONNX network",
        "fine-tune --dataset csv --images i --out o --provider cuda | --provider | an ONNX network",
        "cross-validate --dataset csv --images i --out o --provider cuda | --provider | an ONNX"
            + " network",
        "export --model m.zip --out m.onnx --views 4 | --views | --out FILE.zip",
        "export --model m.zip --out m.onnx --validate . | --validate | --int8 and --float16",
        "fine-tune --dataset csv --images . --out out --l2 auto | --l2 | --train head",
        "fine-tune --dataset csv --images . --out out --baseline knn | --baseline | --train head",
        "tree --taxonomy t.csv --json | --json | --validate",
        "tree --taxonomy t.csv --validate --format dot | --format | drawings",
        "weights --address http://127.0.0.1/ | --address | --download",
        "audit --images . --page-limit 3 | --page-limit | --page and --review",
        "audit --images . --feature-similarity 0.9 | --feature-similarity | --features, --weights"
            + " and --backbone",
        "audit --images . --ranking r.csv | --ranking | --features, --weights, --backbone and"
            + " --predictions",
        "audit --images . --review r.html | --review | --features, --weights, --backbone and"
            + " --predictions",
        "audit --images . --predictions p.csv | --predictions | --ranking and --review",
        "audit --images . --features f.csv --preprocessing p.json | --preprocessing | --backbone",
        "audit --images . --features f.csv --provider cuda | --provider | an ONNX network",
        "partition --counts c.csv --sweep --max-class-size 9 | --max-class-size | a single"
            + " partition",
        "partition --counts c.csv --sweep --dot | --dot | a single partition",
      })
  @DisplayName("is wrong usage: exit code 2, and where it applies")
  void refused(String line, String option, String where) throws IOException {
    Files.write(folder.resolve("m.onnx"), new byte[] {8, 8}); // As ONNX files begin.
    Object[] words =
        line.replace("m.onnx", folder.resolve("m.onnx").toString())
            .replace("--out out", "--out " + folder.resolve("out"))
            .split(" ");

    Command run = derm(words);

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "derm: error: "
                + option
                + " applies to "
                + where
                + " only, and would have no effect here; leave it out");
  }
}
