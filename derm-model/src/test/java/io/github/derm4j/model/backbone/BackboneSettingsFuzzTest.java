package io.github.derm4j.model.backbone;

import io.github.derm4j.data.image.Layout;
import io.github.derm4j.testing.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The damaged preprocessing file of a backbone")
public class BackboneSettingsFuzzTest {

  private static final FuzzTarget TARGET =
      FuzzTarget.of("", BackboneSettingsFuzzTest::read)
          .refusing(IllegalArgumentException.class)
          .sound(
              """
              {"channels": "RGB", "rescaleFactor": 1, "mean": [0, 0, 0], "std": [1, 1, 1],
               "resize": "shortest-edge", "resizeTo": 36, "interpolation": "bicubic"}
              """,
              """
              {"architecture": "vit_tiny", "num_features": 16, "pretrained_cfg": {
               "input_size": [3, 32, 32], "interpolation": "bicubic", "crop_pct": 0.875,
               "crop_mode": "center", "mean": [0.485, 0.456, 0.406], "std": [0.2, 0.2, 0.2]}}
              """,
              """
              {"crop_size": {"height": 32, "width": 32}, "do_center_crop": true,
               "do_convert_rgb": null, "do_normalize": true, "do_rescale": true,
               "do_resize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
               "image_processor_type": "BitImageProcessor", "resample": 3,
               "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 36}}
              """);

  @Test
  @DisplayName("is read, or refused by an IllegalArgumentException")
  void damaged() {
    TARGET.damage(4_000);
  }

  public static void fuzzerInitialize() throws IOException {
    TARGET.start();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.test(input);
  }

  private static void read(byte[] input) {
    BackboneSettings settings =
        BackboneSettings.parse(new String(input, StandardCharsets.UTF_8), "config.json");
    settings.preprocessing(OptionalInt.of(32), Optional.of(Layout.NCHW));
  }
}
