package io.github.derm4j.data.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.Modality;
import io.github.derm4j.data.archive.DatasetReaders;
import io.github.derm4j.data.archive.DatasetRequest;
import io.github.derm4j.data.image.ImageDecoder;
import io.github.derm4j.data.image.LesionImage;
import io.github.derm4j.data.image.PerceptualHash;
import io.github.derm4j.testing.SharedData;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("On a published data set with known leaks")
@Tag("slow")
class RealLeaksTest {

  @Test
  @DisplayName("all 159 groups of copies, 155 label conflicts and 18 leaks are found")
  void nineClasses() throws IOException {
    DatasetRequest request = DatasetRequest.of(SharedData.file("isic9_duplicates_only.zip"));
    try (LesionDataset dataset = DatasetReaders.named("folder").read(request)) {
      Fingerprints prints = Fingerprints.read(dataset.records(), dataset.images());
      assertThat(prints.failures()).isEmpty();
      SimilarityGraph graph =
          SimilarityGraph.builder(dataset.records())
              .bytes(prints)
              .fileNames()
              .nearDuplicates(prints, 8)
              .build();
      LeakAudit audit = LeakAudit.of(graph, record -> record.attribute("split"));
      assertThat(audit.counts())
          .containsEntry("images", 318)
          .containsEntry("exactDuplicateGroups", 159)
          .containsEntry("labelConflictGroups", 155)
          .containsEntry("crossSplitGroups", 18);
      assertThat(audit.straddling())
          .allSatisfy(straddle -> assertThat(straddle.proof()).isNotEmpty());
    }
  }

  /**
   * Of 13.7 million pairs of dermoscopic images, those within 8 bits are copies in MILK10k itself,
   * under different lesion ids.
   */
  @Test
  @DisplayName("an image is recognised at three quarters of its size and JPEG quality 70")
  void reencoded() throws IOException {
    DatasetRequest request =
        DatasetRequest.of(SharedData.file("milk10k_160x120.zip"))
            .withModality(Modality.DERMOSCOPIC);
    try (LesionDataset dataset = DatasetReaders.named("milk10k").read(request)) {
      Fingerprints prints = Fingerprints.read(dataset.records(), dataset.images());
      int found = 0;
      for (int i = 0; i < prints.size(); i++) {
        String name = dataset.records().get(i).imageName();
        PerceptualHash own = prints.get(i).orElseThrow().poses().get(0);
        try (LesionImage again = reencode(dataset.images().read(name), name)) {
          found += own.distance(PerceptualHash.of(again)) <= 8 ? 1 : 0;
        }
      }
      assertThat(found / (double) prints.size()).isGreaterThanOrEqualTo(0.99);
      assertThat(
              SimilarityGraph.builder(dataset.records()).nearDuplicates(prints, 8).build().edges())
          .hasSizeBetween(3, 6);
    }
  }

  private static LesionImage reencode(byte[] bytes, String name) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
    BufferedImage small =
        new BufferedImage(
            picture.getWidth() * 3 / 4, picture.getHeight() * 3 / 4, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, small.getWidth(), small.getHeight(), null);
    graphics.dispose();
    try (LesionImage image = LesionImage.of(small)) {
      return ImageDecoder.decode(image.toJpeg(70), name);
    }
  }
}
