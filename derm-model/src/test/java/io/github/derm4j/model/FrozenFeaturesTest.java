package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.ProgressListener;
import io.github.derm4j.data.image.Normalization;
import io.github.derm4j.model.inception.InceptionV3;
import io.github.derm4j.taxonomy.DiseaseNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.NoOp;

@DisplayName("Features that were computed elsewhere")
class FrozenFeaturesTest {

  /** Not an image: nothing could compute its features. */
  private static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);

  private static final String SHA256 = Hashing.sha256().hashBytes(FILE).toString();

  @TempDir Path folder;

  private static FeatureExtractor body() {
    InceptionV3 architecture = InceptionV3.of(75, 2).withWidth(0.0625);
    return FeatureExtractor.of(
        architecture,
        architecture.build(new NoOp(), 1),
        Preprocessing.wholeImage(75, Normalization.ZERO_TO_ONE));
  }

  @Test
  @DisplayName("are found by the hash of the image's file")
  void found() throws IOException {
    FeatureExtractor body = body();
    float[] features = new float[body.length()];
    for (int i = 0; i < features.length; i++) {
      features[i] = i / 7f;
    }
    FrozenFeatures frozen = new FrozenFeatures(body, "body", folder, true);
    var computed = List.of(Map.entry(SHA256, features));
    assertThat(frozen.add(computed.iterator())).isEqualTo(1);
    assertThat(frozen.add(computed.iterator())).isEqualTo(1);

    LesionRecord record =
        LesionRecord.builder("a", "a.jpg", DiseaseNode.of("nevus", "nevus")).build();
    FrozenFeatures.Found found =
        frozen.find(
            List.of(record),
            ImageSource.inMemory(Map.of("a.jpg", FILE)),
            ProgressListener.NONE,
            () -> true);

    assertThat(found.skipped()).isEmpty();
    assertThat(found.features().get("a")).containsExactly(features);
  }

  @Test
  @DisplayName("are refused if they are of another body, or there is no cache")
  void refused() {
    var computed = List.of(Map.entry(SHA256, new float[3]));
    FeatureExtractor body = body();
    assertThatThrownBy(
            () -> new FrozenFeatures(body, "body", folder, true).add(computed.iterator()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 features of the image with SHA-256 " + SHA256);
    assertThatThrownBy(() -> new FrozenFeatures(body, "body", null, true).add(computed.iterator()))
        .isInstanceOf(IllegalStateException.class);
  }
}
