package io.github.derm4j.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The first byte of an input chooses the kind of facts. */
@DisplayName("Damaged facts of a classifier in JSON")
public class ClassifierJsonFuzzTest {

  @FunctionalInterface
  private interface Facts {
    Object read(String json) throws IOException;
  }

  private static final List<Facts> KINDS =
      List.of(
          ClassifierJson::thresholds,
          ClassifierJson::recalibration,
          ClassifierJson::predictionSets,
          ClassifierJson::novelty,
          ClassifierJson::trainingImages,
          ClassifierJson::quantization,
          json -> ClassifierJson.origin(json, Map.of()),
          json -> String.valueOf(new ObjectMapper().readValue(json, Preprocessing.class)));

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", ClassifierJsonFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .sound(
              "\0[{\"task\":\"t\",\"positive\":[\"a\"],\"negative\":[],\"value\":0.5,\"origin\":\"o\"}]",
              "\1{\"method\":\"isotonic\",\"classes\":[{\"probabilities\":[0.1],\"values\":[0.2]},"
                  + "{\"probabilities\":[0.1],\"values\":[0.2]}],\"images\":3,\"origin\":\"o\"}",
              "\1{\"method\":\"platt\",\"classes\":[{\"slope\":1,\"intercept\":0},"
                  + "{\"slope\":1,\"intercept\":0}],\"images\":3,\"origin\":\"o\"}",
              "\1{\"method\":\"beta\",\"classes\":[{\"a\":1,\"b\":1,\"c\":0},"
                  + "{\"a\":1,\"b\":1,\"c\":0}],\"images\":3,\"origin\":\"o\"}",
              "\1{\"temperature\":1.5,\"images\":3,\"lossBefore\":1,\"lossAfter\":0.9,\"origin\":\"o\"}",
              "\2{\"score\":\"lac\",\"trainingClasses\":2,\"classScores\":[0.1,0.2],"
                  + "\"nodeScores\":[0.1,0.2],\"classes\":[0,1],\"lesions\":[0,1],\"origin\":\"o\"}",
              "\3{\"score\":\"mahalanobis\",\"features\":1,\"dimensions\":1,\"signs\":\"\","
                  + "\"shrinkage\":0.5,\"mean\":\"AACAPw==\",\"whitening\":\"AACAPw==\","
                  + "\"centres\":\"AACAPw==\",\"background\":\"\",\"validationScores\":[0.5,1],"
                  + "\"lesions\":[0,1],\"origin\":\"o\"}",
              "\4{\"training\":{\"images\":1,\"ids\":\"AAAAAAAAAAE=\",\"contents\":\"\","
                  + "\"lesions\":\"\",\"patients\":\"\"},\"validation\":{\"images\":0,"
                  + "\"ids\":\"\",\"contents\":\"\",\"lesions\":\"\",\"patients\":\"\"}}",
              "\5{\"estimator\":\"MIN_MAX\",\"images\":1,\"scales\":{\"conv2d_1\":0.5}}",
              "\6{\"frozenWeights\":\"abc\",\"data\":{\"name\":\"n\",\"date\":\"d\","
                  + "\"licences\":[\"l\"],\"command\":\"c\"},\"tests\":[{\"task\":\"t\",\"images\":3}]}",
              "\7{\"size\":75,\"centralFraction\":0.875,\"normalization\":\"ZERO_TO_ONE\"}");

  @Test
  @DisplayName("are read, or refused by an IOException or IllegalArgumentException")
  void damaged() {
    TARGET.damage(4_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) throws IOException {
    if (input.length == 0) {
      throw new IOException("there is no kind");
    }
    String json = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
    Objects.requireNonNull(KINDS.get((input[0] & 0xff) % KINDS.size()).read(json));
  }
}
