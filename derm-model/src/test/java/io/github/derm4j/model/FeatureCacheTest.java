package io.github.derm4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import io.github.derm4j.data.image.Normalization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A feature cache")
class FeatureCacheTest {

  private static final Preprocessing PREPROCESSING =
      Preprocessing.wholeImage(299, Normalization.ZERO_TO_ONE);
  private static final HashCode A = hash("a");
  private static final HashCode B = hash("b");

  @TempDir Path folder;

  @Test
  @DisplayName("gives back what was put in, after it was closed and opened again")
  void remembers() throws IOException {
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      cache.put(A, new float[] {1, -2.5f, Float.MIN_VALUE});
      cache.put(B, new float[] {4, 5, 6});
    }
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      assertThat(cache.get(A)).containsExactly(1, -2.5f, Float.MIN_VALUE);
      assertThat(cache.get(B)).containsExactly(4, 5, 6);
      assertThat(cache.get(hash("c"))).isNull();
    }
  }

  @Test
  @DisplayName("keeps bodies and preprocessings apart")
  void keepsBodiesApart() throws IOException {
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      cache.put(A, new float[] {1, 2, 3});
    }
    try (FeatureCache other = open("another", PREPROCESSING)) {
      assertThat(other.get(A)).isNull();
    }
    try (FeatureCache other =
        open("body", new Preprocessing(299, 0.875, Normalization.ZERO_TO_ONE))) {
      assertThat(other.get(A)).isNull();
    }
  }

  @Test
  @DisplayName("loses only the entry that a crash left half-written")
  void survivesACrash() throws IOException {
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      cache.put(A, new float[] {1, 2, 3});
    }
    Files.write(file(), new byte[17], StandardOpenOption.APPEND);

    try (FeatureCache cache = open("body", PREPROCESSING)) {
      assertThat(cache.get(A)).containsExactly(1, 2, 3);
      cache.put(B, new float[] {4, 5, 6});
    }
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      assertThat(cache.get(B)).containsExactly(4, 5, 6);
    }
  }

  @Test
  @DisplayName("is for one run at a time")
  void isForOneRunAtATime() throws IOException {
    try (FeatureCache cache = open("body", PREPROCESSING)) {
      assertThat(cache.get(A)).isNull();
      assertThatThrownBy(() -> open("body", PREPROCESSING))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another run");
    }
  }

  @Test
  @DisplayName("does not touch a file that is something else")
  void refusesOtherFiles() throws IOException {
    open("body", PREPROCESSING).close();
    Path file = file();
    Files.writeString(file, "something else altogether");

    assertThatThrownBy(() -> open("body", PREPROCESSING))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a feature cache");
    assertThat(file).hasContent("something else altogether");
  }

  private FeatureCache open(String body, Preprocessing preprocessing) throws IOException {
    return FeatureCache.open(folder, body, preprocessing, 3);
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static HashCode hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
  }
}
