package io.github.derm4j.model.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.derm4j.data.image.Layout;
import io.github.derm4j.data.image.ResamplingFilter;
import io.github.derm4j.data.image.ResizeAndCrop;
import io.github.derm4j.data.image.ResizeAndCrop.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The expected values are worked out from the transforms of timm and Transformers. */
@DisplayName("Preprocessing files")
class BackboneSettingsTest {

  private static BackbonePreprocessing read(String json) {
    return BackboneSettings.parse(json, "p.json")
        .preprocessing(OptionalInt.empty(), Optional.of(Layout.NCHW));
  }

  private static ResizeAndCrop frame(Rule rule, int edge, ResamplingFilter filter, int size) {
    return new ResizeAndCrop(rule, edge, filter, size);
  }

  @Test
  @DisplayName("of timm: crop_pct is the share of the shortest edge, or of both with squash")
  void timm() {
    String json =
        """
        {"architecture": "vit_base_patch16_224", "num_classes": 0, "pretrained_cfg": {
          "input_size": [3, 224, 224], "interpolation": "bicubic", "crop_pct": 0.9,
          "crop_mode": "center", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}}
        """;
    BackbonePreprocessing read = read(json);
    assertThat(read.frame())
        .isEqualTo(frame(Rule.SHORTEST_EDGE, 248, ResamplingFilter.BICUBIC, 224));
    assertThat(read.mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(read.rescaleFactor()).isEqualTo(1 / 255.0);
    assertThat(read.channels()).isEqualTo(ChannelOrder.RGB);
    assertThat(read(json.replace("center", "squash")).frame().rule()).isEqualTo(Rule.EXACT);
    assertThatThrownBy(() -> read(json.replace("center", "border")))
        .hasMessageContaining("crop_mode = 'border' is not supported");
    assertThatThrownBy(() -> read(json.replace("224, 224", "224, 192")))
        .hasMessageContaining("height and width must be the same");
    assertThatThrownBy(() -> read(json.replace("\"crop_pct\": 0.9,", "")))
        .hasMessageContaining("p.json lacks resize, resizeTo, which");
  }

  @Test
  @DisplayName("of timm's earlier versions have their fields at the top")
  void earlierTimm() {
    assertThat(
            read("""
                    {"architecture": "resnet50", "input_size": [3, 224, 224], "crop_pct": 0.875,
                     "interpolation": "bilinear", "mean": [0.485, 0.456, 0.406],
                     "std": [0.229, 0.224, 0.225], "first_conv": "conv1", "classifier": "fc"}
                    """)
                .frame())
        .isEqualTo(frame(Rule.SHORTEST_EDGE, 256, ResamplingFilter.BILINEAR, 224));
  }

  @Test
  @DisplayName("of DINOv3, with null for what it does not use")
  void dinoV3() {
    BackbonePreprocessing read =
        read(
            """
            {"crop_size": null, "data_format": "channels_first", "default_to_square": true,
             "device": null, "do_center_crop": null, "do_convert_rgb": null,
             "do_normalize": true, "do_rescale": true, "do_resize": true,
             "image_mean": [0.485, 0.456, 0.406],
             "image_processor_type": "DINOv3ViTImageProcessorFast",
             "image_std": [0.229, 0.224, 0.225], "input_data_format": null, "resample": 2,
             "rescale_factor": 0.00392156862745098, "size": {"height": 224, "width": 224}}
            """);
    assertThat(read.frame()).isEqualTo(frame(Rule.EXACT, 224, ResamplingFilter.BILINEAR, 224));
    assertThat(read.std()).containsExactly(0.229, 0.224, 0.225);
  }

  @Test
  @DisplayName("of DINOv2, CLIP, ConvNeXt and MobileViT")
  void others() {
    assertThat(
            read("""
                    {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true,
                     "do_convert_rgb": true, "do_normalize": true, "do_rescale": true,
                     "do_resize": true, "image_mean": [0.485, 0.456, 0.406],
                     "image_processor_type": "BitImageProcessor",
                     "image_std": [0.229, 0.224, 0.225], "resample": 3,
                     "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 256}}
                    """)
                .frame())
        .isEqualTo(frame(Rule.SHORTEST_EDGE, 256, ResamplingFilter.BICUBIC, 224));
    String clip =
        """
        {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true,
         "feature_extractor_type": "CLIPFeatureExtractor", "resample": 3, "size": 224,
         "image_mean": [0.48145466, 0.4578275, 0.40821073],
         "image_std": [0.26862954, 0.26130258, 0.27577711]}
        """;
    assertThat(read(clip).frame())
        .isEqualTo(frame(Rule.SHORTEST_EDGE, 224, ResamplingFilter.BICUBIC, 224));
    assertThatThrownBy(() -> read(clip.replace("CLIPFeature", "OwnFeature")))
        .hasMessageContaining("size = 224 can mean the shortest edge or both sides");
    String convNext =
        """
        {"crop_pct": 0.875, "do_normalize": true, "do_rescale": true, "do_resize": true,
         "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
         "image_processor_type": "ConvNextImageProcessor", "resample": 3,
         "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}}
        """;
    assertThat(read(convNext).frame())
        .isEqualTo(frame(Rule.SHORTEST_EDGE, 256, ResamplingFilter.BICUBIC, 224));
    assertThat(read(convNext.replace("\": 224", "\": 384")).frame())
        .isEqualTo(frame(Rule.EXACT, 384, ResamplingFilter.BICUBIC, 384));
    BackbonePreprocessing mobile =
        read(
            """
            {"crop_size": {"height": 256, "width": 256}, "do_center_crop": true,
             "do_flip_channel_order": true, "do_rescale": true, "do_resize": true,
             "image_processor_type": "MobileViTImageProcessor", "resample": 2,
             "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 288}}
            """);
    assertThat(mobile.channels()).isEqualTo(ChannelOrder.BGR);
    assertThat(mobile.mean()).containsExactly(0.0, 0.0, 0.0);
    assertThat(mobile.std()).containsExactly(1.0, 1.0, 1.0);
  }

  @Test
  @DisplayName("of EfficientNet: an offset of the rescaled values is part of the mean")
  void offset() {
    BackbonePreprocessing read =
        read(
            """
            {"do_center_crop": false, "do_normalize": false, "do_rescale": true,
             "do_resize": true, "image_processor_type": "EfficientNetImageProcessor",
             "resample": 0, "rescale_factor": 0.00784313725490196, "rescale_offset": true,
             "size": {"height": 224, "width": 224}}
            """);
    assertThat(255 * read.rescaleFactor() - read.mean().get(0)).isEqualTo(1.0);
    assertThat(read.frame().filter()).isEqualTo(ResamplingFilter.NEAREST);
  }

  @Test
  @DisplayName("name a step that is not supported, and what is not a preprocessing file")
  void refused() {
    String padded =
        """
        {"do_resize": true, "do_pad": true, "image_mean": [0, 0, 0], "image_std": [1, 1, 1],
         "size": {"height": 224, "width": 224}}
        """;
    assertThatThrownBy(() -> read(padded)).hasMessageContaining("do_pad is not supported");
    assertThatThrownBy(() -> read("{\"model_type\": \"vit\", \"hidden_size\": 768}"))
        .hasMessageContaining("preprocessor_config.json");
    assertThatThrownBy(() -> read("{\"means\": [0, 0, 0]}"))
        .hasMessageContaining("unknown field means; the fields are size, layout, channels");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("not a JSON object");
    assertThatThrownBy(() -> read("{")).hasMessageContaining("not readable as JSON");
    assertThatThrownBy(() -> read("{\"resize\": \"longest-edge\"}"))
        .hasMessageContaining("resize = 'longest-edge': must be one of shortest-edge, exact");
  }

  @Test
  @DisplayName("of our own fields give each colour its numbers, and can complete another file")
  void own() {
    BackbonePreprocessing own =
        read(
            """
            {"size": 224, "channels": "BGR", "rescaleFactor": 0.00392156862745098,
             "mean": [0.4, 0.5, 0.6], "std": [0.1, 0.2, 0.3], "resize": "exact",
             "resizeTo": 256, "interpolation": "lanczos"}
            """);
    assertThat(own.frame()).isEqualTo(frame(Rule.EXACT, 256, ResamplingFilter.LANCZOS, 224));
    // White becomes (1 - mean)/std; blue is first.
    List<Float> white =
        List.of(
            own.factor(0) + own.shift(0),
            own.factor(1) + own.shift(1),
            own.factor(2) + own.shift(2));
    assertThat(white.get(0)).isCloseTo(6f, org.assertj.core.data.Offset.offset(1e-5f));
    assertThat(white.get(1)).isCloseTo(2.5f, org.assertj.core.data.Offset.offset(1e-5f));
    assertThat(own.position(0)).isEqualTo(2);
    assertThat(own.position(2)).isZero();
    assertThat(
            read("""
                    {"architecture": "vit", "pretrained_cfg": {"input_size": [3, 64, 64],
                     "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
                     "resize": "exact", "resizeTo": 64, "interpolation": "bicubic"}
                    """)
                .frame())
        .isEqualTo(frame(Rule.EXACT, 64, ResamplingFilter.BICUBIC, 64));
  }
}
