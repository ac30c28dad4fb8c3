package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The facts of a classifier in JSON")
class ClassifierJsonTest {

  @Test
  @DisplayName("are refused if they are null")
  void nothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.thresholds("null"));
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.predictionSets("null"));
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.novelty("null"));
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.trainingImages("null"));
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.quantization("null"));
    assertThatIllegalArgumentException().isThrownBy(() -> ClassifierJson.origin("null", Map.of()));
  }

  @Test
  @DisplayName("are refused if an entry of a list is null")
  void missingEntry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierJson.thresholds("[null]"))
        .withMessageContaining("not complete");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassifierJson.origin("{\"tests\": [null]}", Map.of()))
        .withMessageContaining("figures of a test");
    assertThatThrownBy(
            () -> ClassifierJson.recalibration("{\"method\": \"platt\", \"classes\": [null]}"))
        .isInstanceOf(JsonMappingException.class)
        .hasMessageContaining("not an object");
  }
}
