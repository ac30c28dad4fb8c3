package io.github.derm4j.data.synthetic;

import io.github.derm4j.data.image.LesionImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A synthetic melanoma or nevus with the four measures of the ABCD rule. Its image is drawn from
 * these measures, so they need not be measured in the image.
 *
 * <p>Both kinds overlap in each measure. Results on these lesions do not apply to real skin.
 */
public final class MelanocyticLesion {

  private static final int JPEG_QUALITY = 90;

  /** The diameter, in millimetres, of a lesion as wide as an image is high. */
  private static final double FIELD = 20;

  private static final List<SyntheticDisease> MELANOMAS =
      List.of(SyntheticDisease.SUPERFICIAL_SPREADING_MELANOMA, SyntheticDisease.NODULAR_MELANOMA);
  private static final List<SyntheticDisease> NEVI =
      List.of(
          SyntheticDisease.COMMON_NEVUS,
          SyntheticDisease.DYSPLASTIC_NEVUS,
          SyntheticDisease.BLUE_NEVUS);

  private final boolean melanoma;
  private final SyntheticDisease disease;
  private final LesionTraits traits;
  private final double[] skin;
  private final long looks;
  private final long take;

  private MelanocyticLesion(boolean melanoma, Draw draw) {
    this.melanoma = melanoma;
    List<SyntheticDisease> kinds = melanoma ? MELANOMAS : NEVI;
    disease = kinds.get(draw.integer(0, kinds.size()));
    traits = new LesionTraits();
    disease.draw(traits, draw);
    skin = SyntheticPatient.of("SP", draw).skin();
    looks = draw.seed();
    take = draw.seed();
  }

  /**
   * Generates lesions; every second one is a melanoma.
   *
   * @param seed the same seed gives the same lesions
   * @param count the number of lesions
   * @return the lesions, not drawn yet
   * @throws IllegalArgumentException if the count is negative
   */
  public static List<MelanocyticLesion> list(long seed, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + ": must be at least 0");
    }
    Draw draw = new Draw(seed);
    List<MelanocyticLesion> lesions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lesions.add(new MelanocyticLesion(i % 2 == 0, new Draw(draw.seed())));
    }
    return lesions;
  }

  /**
   * Returns whether it is a melanoma.
   *
   * @return true for a melanoma, false for a nevus
   */
  public boolean isMelanoma() {
    return melanoma;
  }

  /**
   * The name of its kind.
   *
   * @return such as {@code dysplastic nevus}
   */
  public String disease() {
    return disease.path().get(2);
  }

  /**
   * The asymmetry of the outline and of the colours.
   *
   * @return from 0 for a round lesion of one colour to about 1
   */
  public double asymmetry() {
    return traits.asymmetry + 0.5 * traits.colourAsymmetry + 0.2 * (traits.elongation - 1);
  }

  /**
   * The irregularity of the border.
   *
   * @return from 0 for a smooth border to about 0.5
   */
  public double border() {
    return 2 * traits.jaggedness + 0.2 * traits.streaks + 0.1 * traits.irregularNetwork;
  }

  /**
   * The variety of colours.
   *
   * @return from 0 for one colour to about 1
   */
  public double colour() {
    return traits.variegation
        + 0.3 * (traits.redPatches + traits.veilPatches + traits.whitePatches + traits.veil)
        + 0.1 * traits.darkPatches;
  }

  /**
   * The mean diameter.
   *
   * @return millimetres
   */
  public double diameter() {
    return 2 * traits.radius * FIELD;
  }

  /**
   * Draws the lesion.
   *
   * @param width of the image, in pixels
   * @param height of the image, in pixels
   * @return a JPEG file
   */
  public byte[] jpeg(int width, int height) {
    int[] rgb = new LesionPainter(traits, skin, looks).paint(width, height, take);
    try (LesionImage image = LesionImage.of(width, height, rgb)) {
      return image.toJpeg(JPEG_QUALITY);
    }
  }

  @Override
  public String toString() {
    return disease();
  }
}
