package io.github.derm4j.model.training;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.taxonomy.DiseaseCounts;
import io.github.derm4j.taxonomy.DiseaseNode;
import io.github.derm4j.taxonomy.DiseasePartition;
import io.github.derm4j.taxonomy.DiseasePartitioner;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Small drawn images of two diseases that anyone could tell apart: a red and a blue spot. */
public final class Spots {

  private static final DiseaseTaxonomy TAXONOMY =
      DiseaseTaxonomy.fromPaths(
          List.of(
              List.of("spot", "benign", "blue spot"), List.of("spot", "malignant", "red spot")));

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<LesionRecord> records = new ArrayList<>();

  public Spots(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      boolean red = i % 2 == 1;
      String id = "spot%03d".formatted(i);
      files.put(id + ".png", draw(red ? new Color(190, 40, 40) : new Color(40, 40, 190), random));
      records.add(
          LesionRecord.builder(id, id + ".png", disease(red ? "red spot" : "blue spot"))
              .lesionId(id)
              .build());
    }
  }

  static DiseaseNode disease(String name) {
    return TAXONOMY.findByName(name).orElseThrow();
  }

  public List<LesionRecord> records() {
    return records;
  }

  public ImageSource images() {
    return ImageSource.inMemory(files);
  }

  public Map<String, byte[]> files() {
    return files;
  }

  public DiseasePartition partition() {
    return DiseasePartitioner.withMaxClassSize(Math.max(2, records.size() / 2))
        .partition(
            DiseaseCounts.ofLabels(
                TAXONOMY, records.stream().map(LesionRecord::diagnosis).toList()));
  }

  private static byte[] draw(Color color, Random random) {
    BufferedImage image = new BufferedImage(90, 80, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(220, 180 + random.nextInt(20), 160 + random.nextInt(20)));
    graphics.fillRect(0, 0, 90, 80);
    graphics.setColor(color);
    graphics.fillOval(
        15 + random.nextInt(15), 15 + random.nextInt(15), 35 + random.nextInt(10), 30);
    graphics.dispose();
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
