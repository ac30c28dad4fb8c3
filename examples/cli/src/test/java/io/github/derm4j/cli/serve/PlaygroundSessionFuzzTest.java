package io.github.derm4j.cli.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A line of an input is a command; one that is not JSON is a table. */
@DisplayName("Damaged commands of the playground")
public class PlaygroundSessionFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", PlaygroundSessionFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .refusing(IllegalStateException.class)
          .refusing(Refusal.class)
          .sound(
              """
              {"action": "configure", "settings": {"data": "xor", "seed": "4"}, "epochs": 2}
              {"action": "step"}
              {"action": "weight", "layer": 1, "from": 2, "to": 0, "value": 0.25}
              {"action": "bias", "layer": 1, "neuron": 0, "value": 1}
              {"action": "rate", "value": 0.1}
              {"action": "reset"}
              {"action": "stop", "epochs": 0, "loss": 0.3}""",
              """
              x,y,label\\n0,0,a\\n1,1,b\\n2,4,a\\n3,2,b\\n4,2,a\\n5,4,b\\n6,1,a\\n7,0,b\\n8,1,a\\n9,4,b
              {"action": "configure", "settings": {"data": "own"}}
              {"action": "play"}""");

  @Test
  @DisplayName("are executed or refused")
  void damaged() {
    TARGET.damage(10);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    PlaygroundSession session = new PlaygroundSession(new ImagePoints(SimilarImages.none()));
    try {
      for (String line : new String(input, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("{")) {
          session.act(JSON.readTree(line));
        } else {
          session.setTable(line.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8), "table");
        }
      }
    } finally {
      session.end();
    }
  }
}
