package io.github.derm4j.data.synthetic;

import io.github.derm4j.data.ImageSource;
import io.github.derm4j.data.LesionDataset;
import io.github.derm4j.data.LesionRecord;
import io.github.derm4j.data.LoadReport;
import io.github.derm4j.data.archive.DatasetReader;
import io.github.derm4j.data.internal.WholeFile;
import io.github.derm4j.taxonomy.DiseaseTaxonomy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A seeded data set of synthetic lesions: seventeen diseases below the paper's nine nodes and three
 * groups, several images of each lesion, from people of every skin type, some of whom have two
 * lesions.
 *
 * <p>All images of a lesion show the same outline, colours and structures in another pose, light
 * and focus. Neighbouring diseases overlap. The images are for trials and tests; results on them
 * say nothing about real skin.
 *
 * <p>An object of this class is an immutable recipe; images are drawn only by {@link #dataset()} or
 * {@link #writeTo(Path)}. The same recipe gives the same images. Data sets with different seeds
 * have no image, lesion or patient ids in common.
 */
public final class SyntheticLesions {

  private static final double SECOND_LESION = 0.15;

  private final long seed;
  private final int lesions;
  private final int imagesPerLesion;
  private final int width;
  private final int height;

  private SyntheticLesions(long seed, int lesions, int imagesPerLesion, int width, int height) {
    this.seed = seed;
    this.lesions = lesions;
    this.imagesPerLesion = imagesPerLesion;
    this.width = width;
    this.height = height;
  }

  /**
   * A data set of 320 lesions with three images each, of 128 × 96 pixels.
   *
   * @param seed the same seed gives the same images
   * @return the recipe
   */
  public static SyntheticLesions of(long seed) {
    return new SyntheticLesions(seed, 320, 3, 128, 96);
  }

  /**
   * A copy with another number of lesions. Each disease has at least one.
   *
   * @param count at least 17
   * @return a changed copy
   * @throws IllegalArgumentException if there are fewer lesions than diseases
   */
  public SyntheticLesions withLesions(int count) {
    int diseases = SyntheticDisease.values().length;
    if (count < diseases) {
      throw new IllegalArgumentException(
          count + " lesions are fewer than the " + diseases + " diseases: ask for more");
    }
    return new SyntheticLesions(seed, count, imagesPerLesion, width, height);
  }

  /**
   * A copy with another number of images for each lesion.
   *
   * @param count at least 1
   * @return a changed copy
   * @throws IllegalArgumentException if the number is below 1
   */
  public SyntheticLesions withImagesPerLesion(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " images of a lesion: at least 1 is needed");
    }
    return new SyntheticLesions(seed, lesions, count, width, height);
  }

  /**
   * A copy with images of another size.
   *
   * @param newWidth pixels, at least 16
   * @param newHeight pixels, at least 16
   * @return a changed copy
   * @throws IllegalArgumentException if a side is below 16
   */
  public SyntheticLesions withSize(int newWidth, int newHeight) {
    if (newWidth < 16 || newHeight < 16) {
      throw new IllegalArgumentException(
          newWidth + "×" + newHeight + " pixels show no lesion: both sides must be at least 16");
    }
    return new SyntheticLesions(seed, lesions, imagesPerLesion, newWidth, newHeight);
  }

  /**
   * The tree of the diseases: root, three, nine, seventeen.
   *
   * @return the taxonomy
   */
  public static DiseaseTaxonomy taxonomy() {
    return DiseaseTaxonomy.fromPaths(
        Arrays.stream(SyntheticDisease.values()).map(SyntheticDisease::path).toList(),
        DatasetReader.ROOT);
  }

  /**
   * Draws all images into memory, on all processors.
   *
   * @return the data set
   */
  public LesionDataset dataset() {
    DiseaseTaxonomy taxonomy = taxonomy();
    List<SyntheticLesion> all = draw();
    Map<String, byte[]> files = new ConcurrentHashMap<>();
    all.parallelStream().forEach(lesion -> files.putAll(lesion.pictures(width, height)));
    List<LesionRecord> records = new ArrayList<>();
    for (SyntheticLesion lesion : all) {
      for (int take = 0; take < imagesPerLesion; take++) {
        records.add(lesion.record(take, taxonomy));
      }
    }
    return new LesionDataset(records, taxonomy, ImageSource.inMemory(files), LoadReport.empty());
  }

  /** The lesions without their images: diseases in random order, with their patients. */
  private List<SyntheticLesion> draw() {
    Draw draw = new Draw(seed);
    List<SyntheticDisease> diseases = deck();
    List<SyntheticLesion> drawn = new ArrayList<>();
    SyntheticPatient patient = SyntheticPatient.of(id("SP", 0), draw);
    int patients = 1;
    while (!diseases.isEmpty()) {
      SyntheticDisease disease = diseases.remove(draw.integer(0, diseases.size()));
      if (!drawn.isEmpty() && draw.between(0, 1) >= SECOND_LESION) {
        patient = SyntheticPatient.of(id("SP", patients++), draw);
      }
      drawn.add(
          new SyntheticLesion(
              id("SL", drawn.size()), disease, patient, imagesPerLesion, draw.seed()));
    }
    return drawn;
  }

  /**
   * The id of a lesion or a person. It contains the seed, because the lesions of different seeds
   * are different. Seed 1 is omitted to keep the published figures: augmentation depends on the
   * ids, and the figures in the guides and notebooks use seed 1.
   */
  private String id(String kind, int number) {
    return String.format(Locale.ROOT, "%s%s_%04d", kind, seed == 1 ? "" : seed, number);
  }

  /** The number of lesions of each disease: one, and its share of the rest. */
  private List<SyntheticDisease> deck() {
    SyntheticDisease[] all = SyntheticDisease.values();
    double total = Arrays.stream(all).mapToDouble(SyntheticDisease::weight).sum();
    List<SyntheticDisease> deck = new ArrayList<>();
    double sum = 0;
    long dealt = 0;
    for (SyntheticDisease disease : all) {
      sum += disease.weight();
      // The running sum is rounded instead of each part, so that the parts add up.
      long until = Math.round((lesions - all.length) * sum / total);
      deck.addAll(Collections.nCopies((int) (1 + until - dealt), disease));
      dealt = until;
    }
    return deck;
  }

  /**
   * Draws all images into a folder, with a {@code manifest.csv} for the reader {@code csv}.
   *
   * @param folder the folder, which is created if necessary; files of the same name are overwritten
   * @throws IOException if the folder can't be written
   */
  public void writeTo(Path folder) throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("img"));
    StringBuilder manifest = new StringBuilder(SyntheticLesion.HEADER);
    try (LesionDataset dataset = dataset()) {
      for (LesionRecord record : dataset.records()) {
        byte[] image = dataset.images().read(record.imageName());
        WholeFile.write(pictures.resolve(record.imageName()), out -> out.write(image));
        manifest.append(SyntheticLesion.row(record, dataset.taxonomy()));
      }
    }
    WholeFile.write(folder.resolve("manifest.csv"), manifest);
  }
}
