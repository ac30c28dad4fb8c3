package io.github.derm4j.data.synthetic;

/**
 * A person who does not exist.
 *
 * @param id the id of the patient
 * @param skinType the Fitzpatrick skin type, 1 to 6
 * @param shade the position between this skin type and the next darker one, in [0, 1)
 * @param sex female or male
 */
record SyntheticPatient(String id, int skinType, double shade, String sex) {

  /** The colours (red, green, blue) of untanned skin of the six types. */
  private static final double[][] SKIN = {
    {0.957, 0.84, 0.776},
    {0.92, 0.775, 0.685},
    {0.85, 0.675, 0.56},
    {0.73, 0.537, 0.41},
    {0.555, 0.373, 0.27},
    {0.37, 0.25, 0.19}
  };

  static SyntheticPatient of(String id, Draw draw) {
    // Light skin is more frequent, as in the archives.
    double tone = 5.9 * Math.pow(draw.between(0, 1), 1.6);
    int type = (int) tone;
    String sex = draw.integer(0, 2) == 0 ? "female" : "male";
    return new SyntheticPatient(id, type + 1, tone - type, sex);
  }

  /** The colour of this person's skin: red, green, blue in [0, 1]. */
  double[] skin() {
    double[] lighter = SKIN[skinType - 1];
    double[] darker = SKIN[Math.min(skinType, SKIN.length - 1)];
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = lighter[c] + shade * (darker[c] - lighter[c]);
    }
    return rgb;
  }
}
