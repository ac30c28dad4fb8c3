package io.github.derm4j.data.synthetic;

import java.util.List;

/**
 * The synthetic diseases, each below one of the paper's nine nodes and one of its three. The ranges
 * of neighbours overlap on purpose: a dysplastic nevus can look like a melanoma.
 */
enum SyntheticDisease {
  MYCOSIS_FUNGOIDES("malignant", Nine.LYMPHOMA, "mycosis fungoides", 1.0) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.3, 0.44);
      t.asymmetry = d.between(0.15, 0.32);
      t.jaggedness = d.between(0.05, 0.12);
      t.edge = d.between(0.12, 0.25);
      t.patchiness = d.between(0.5, 0.9);
      t.blood = d.between(0.45, 0.8);
      t.melanin = d.between(0.15, 0.45);
      t.variegation = d.between(0.2, 0.4);
      t.scale = d.between(0.05, 0.3);
      t.verrucous = d.between(0.1, 0.3);
    }
  },
  DERMATOFIBROMA("benign", Nine.BENIGN_DERMAL, "dermatofibroma", 1.1) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.2, 0.31);
      t.elongation = d.between(1, 1.2);
      t.asymmetry = d.between(0.02, 0.07);
      t.edge = d.between(0.1, 0.2);
      t.melanin = d.between(0.5, 1.0);
      t.blood = d.between(0.05, 0.3);
      t.network = d.between(0.3, 0.6);
      t.scar = d.between(0.45, 0.9);
      t.dome = d.between(0.1, 0.4);
    }
  },
  CHERRY_HEMANGIOMA("benign", Nine.BENIGN_DERMAL, "cherry hemangioma", 1.1) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.18, 0.34);
      t.elongation = d.between(1, 1.2);
      t.asymmetry = d.between(0.02, 0.08);
      t.edge = d.between(0.03, 0.07);
      t.blood = d.between(1.0, 1.9);
      t.veil = d.sometimes(0.3, d.between(0.1, 0.3));
      t.lacunae = d.between(0.4, 0.9);
      t.dome = d.between(0.3, 0.8);
    }
  },
  MERKEL_CELL_CARCINOMA("malignant", Nine.MALIGNANT_DERMAL, "Merkel cell carcinoma", 1.0) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.38);
      t.asymmetry = d.between(0.05, 0.16);
      t.jaggedness = d.between(0.01, 0.05);
      t.edge = d.between(0.05, 0.12);
      t.blood = d.between(0.8, 1.4);
      t.veil = d.between(0.12, 0.35);
      t.dome = d.between(0.7, 1.1);
      t.vessels = d.between(0.1, 0.5);
      t.ulcer = d.sometimes(0.35, d.between(0.3, 0.6));
      t.variegation = d.between(0.15, 0.3);
    }
  },
  SEBORRHEIC_KERATOSIS("benign", Nine.BENIGN_EPIDERMAL, "seborrheic keratosis", 2.4) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.42);
      t.elongation = d.between(1, 1.5);
      t.asymmetry = d.between(0.04, 0.16);
      t.jaggedness = d.between(0.01, 0.06);
      t.edge = d.between(0.02, 0.05);
      t.melanin = d.between(0.6, 2.0);
      t.variegation = d.between(0.15, 0.35);
      t.verrucous = d.between(0.4, 1);
      t.milia = d.between(0.2, 0.9);
      t.comedones = d.between(0.2, 0.9);
      t.scale = d.sometimes(0.2, d.between(0.1, 0.25));
    }
  },
  SOLAR_LENTIGO("benign", Nine.BENIGN_EPIDERMAL, "solar lentigo", 1.5) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.42);
      t.elongation = d.between(1, 1.5);
      t.asymmetry = d.between(0.08, 0.2);
      t.jaggedness = d.between(0.06, 0.13);
      t.edge = d.between(0.03, 0.07);
      t.melanin = d.between(0.35, 0.8);
      t.variegation = d.between(0.05, 0.16);
      t.network = d.between(0, 0.25);
      t.mottledSkin = d.between(0.1, 0.4);
    }
  },
  BASAL_CELL_CARCINOMA("malignant", Nine.MALIGNANT_EPIDERMAL, "basal cell carcinoma", 2.6) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.22, 0.4);
      t.elongation = d.between(1, 1.35);
      t.asymmetry = d.between(0.06, 0.2);
      t.jaggedness = d.between(0.01, 0.05);
      t.edge = d.between(0.06, 0.15);
      t.blood = d.between(0.25, 0.7);
      t.melanin = d.sometimes(0.3, d.between(0.1, 0.5));
      t.dome = d.between(0.25, 0.8);
      t.vessels = d.between(0.5, 1);
      t.veilPatches = d.sometimes(0.55, d.between(0.3, 0.8));
      t.ulcer = d.sometimes(0.5, d.between(0.3, 0.8));
      t.whitePatches = d.sometimes(0.4, d.between(0.1, 0.4));
    }
  },
  SQUAMOUS_CELL_CARCINOMA("malignant", Nine.MALIGNANT_EPIDERMAL, "squamous cell carcinoma", 1.7) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.42);
      t.asymmetry = d.between(0.08, 0.22);
      t.jaggedness = d.between(0.03, 0.09);
      t.edge = d.between(0.05, 0.15);
      t.blood = d.between(0.5, 1.1);
      t.halo = d.between(0.1, 0.5);
      t.dome = d.between(0.2, 0.8);
      t.crust = d.between(0.35, 0.9);
      t.scale = d.between(0.2, 0.6);
      t.ulcer = d.sometimes(0.5, d.between(0.3, 0.8));
      t.mottledSkin = d.between(0, 0.4);
    }
  },
  ACTINIC_KERATOSIS("malignant", Nine.MALIGNANT_EPIDERMAL, "actinic keratosis", 1.5) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.22, 0.38);
      t.elongation = d.between(1, 1.4);
      t.asymmetry = d.between(0.1, 0.25);
      t.jaggedness = d.between(0.05, 0.12);
      t.edge = d.between(0.15, 0.3);
      t.blood = d.between(0.35, 0.8);
      t.melanin = d.sometimes(0.25, d.between(0.1, 0.4));
      t.scale = d.between(0.25, 0.7);
      t.crust = d.sometimes(0.4, d.between(0.1, 0.4));
      t.halo = d.between(0.1, 0.4);
      t.mottledSkin = d.between(0.3, 0.8);
    }
  },
  EPIDERMAL_NEVUS("non-neoplastic", Nine.GENODERMATOSES, "epidermal nevus", 1.0) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.34);
      t.elongation = d.between(2.2, 3.4);
      t.asymmetry = d.between(0.05, 0.18);
      t.jaggedness = d.between(0.05, 0.12);
      t.edge = d.between(0.04, 0.09);
      t.melanin = d.between(0.5, 1.2);
      t.verrucous = d.between(0.6, 1.1);
      t.patchiness = d.between(0.2, 0.6);
    }
  },
  PSORIASIS("non-neoplastic", Nine.INFLAMMATORY, "psoriasis", 1.5) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.3, 0.46);
      t.elongation = d.between(1, 1.4);
      t.asymmetry = d.between(0.08, 0.2);
      t.jaggedness = d.between(0.03, 0.08);
      t.edge = d.between(0.03, 0.07);
      t.blood = d.between(0.7, 1.2);
      t.scale = d.between(0.6, 1.1);
      t.variegation = d.between(0.08, 0.2);
    }
  },
  ECZEMA("non-neoplastic", Nine.INFLAMMATORY, "eczema", 1.5) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.32, 0.48);
      t.elongation = d.between(1, 1.4);
      t.asymmetry = d.between(0.12, 0.3);
      t.jaggedness = d.between(0.08, 0.16);
      t.edge = d.between(0.3, 0.5);
      t.blood = d.between(0.4, 0.9);
      t.patchiness = d.between(0.1, 0.4);
      t.redPatches = d.between(0.3, 0.7);
      t.scale = d.between(0.05, 0.3);
      t.crust = d.sometimes(0.3, d.between(0.05, 0.25));
    }
  },
  COMMON_NEVUS("benign", Nine.BENIGN_MELANOCYTIC, "common nevus", 3.0) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.17, 0.34);
      t.elongation = d.between(1, 1.35);
      t.asymmetry = d.between(0.01, 0.08);
      t.jaggedness = d.between(0, 0.03);
      t.edge = d.between(0.06, 0.14);
      t.melanin = d.between(0.7, 1.7);
      t.variegation = d.between(0.05, 0.18);
      t.network = d.between(0.1, 0.7);
      t.globules = d.sometimes(0.4, d.between(0.2, 0.7));
      t.dome = d.sometimes(0.35, d.between(0.2, 0.6));
    }
  },
  DYSPLASTIC_NEVUS("benign", Nine.BENIGN_MELANOCYTIC, "dysplastic nevus", 1.6) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.24, 0.38);
      t.elongation = d.between(1, 1.45);
      t.asymmetry = d.between(0.06, 0.18);
      t.jaggedness = d.between(0.02, 0.07);
      t.edge = d.between(0.08, 0.18);
      t.melanin = d.between(0.8, 1.7);
      t.blood = d.between(0, 0.25);
      t.variegation = d.between(0.15, 0.35);
      t.colourAsymmetry = d.between(0, 0.35);
      t.network = d.between(0.3, 0.8);
      t.irregularNetwork = d.between(0, 0.45);
      t.globules = d.sometimes(0.5, d.between(0.2, 0.6));
    }
  },
  BLUE_NEVUS("benign", Nine.BENIGN_MELANOCYTIC, "blue nevus", 1.1) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.17, 0.29);
      t.elongation = d.between(1, 1.25);
      t.asymmetry = d.between(0.01, 0.07);
      t.edge = d.between(0.06, 0.13);
      t.melanin = d.between(0.9, 1.6);
      t.veil = d.between(0.5, 0.85);
      t.variegation = d.between(0.02, 0.12);
      t.dome = d.between(0.1, 0.6);
    }
  },
  SUPERFICIAL_SPREADING_MELANOMA(
      "malignant", Nine.MELANOMA, "superficial spreading melanoma", 2.2) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.28, 0.44);
      t.elongation = d.between(1, 1.5);
      t.asymmetry = d.between(0.13, 0.34);
      t.jaggedness = d.between(0.05, 0.13);
      t.edge = d.between(0.03, 0.1);
      t.melanin = d.between(1.0, 2.0);
      t.blood = d.between(0, 0.35);
      t.variegation = d.between(0.3, 0.65);
      t.colourAsymmetry = d.between(0.2, 0.7);
      t.darkPatches = d.between(0.3, 0.9);
      t.veilPatches = d.sometimes(0.7, d.between(0.3, 0.8));
      t.whitePatches = d.sometimes(0.5, d.between(0.2, 0.7));
      t.redPatches = d.sometimes(0.5, d.between(0.2, 0.6));
      t.network = d.between(0.2, 0.6);
      t.irregularNetwork = d.between(0.4, 1);
      t.globules = d.sometimes(0.5, d.between(0.3, 0.8));
      t.streaks = d.sometimes(0.6, d.between(0.3, 0.9));
    }
  },
  NODULAR_MELANOMA("malignant", Nine.MELANOMA, "nodular melanoma", 1.4) {
    @Override
    void draw(LesionTraits t, Draw d) {
      t.radius = d.between(0.22, 0.38);
      t.asymmetry = d.between(0.05, 0.2);
      t.jaggedness = d.between(0.01, 0.06);
      t.edge = d.between(0.04, 0.09);
      t.melanin = d.between(1.4, 2.8);
      t.blood = d.between(0, 0.6);
      t.veil = d.between(0.1, 0.4);
      t.variegation = d.between(0.2, 0.5);
      t.redPatches = d.sometimes(0.6, d.between(0.2, 0.7));
      t.darkPatches = d.between(0.2, 0.7);
      t.dome = d.between(0.6, 1.1);
      t.ulcer = d.sometimes(0.5, d.between(0.3, 0.8));
      t.colourAsymmetry = d.between(0, 0.4);
    }
  };

  /** The paper's nine nodes. */
  private static final class Nine {
    static final String LYMPHOMA = "cutaneous lymphoma and lymphoid infiltrates";
    static final String BENIGN_DERMAL = "benign dermal tumors, cysts, sinuses";
    static final String MALIGNANT_DERMAL = "malignant dermal tumor";
    static final String BENIGN_EPIDERMAL = "benign epidermal tumors, hamartomas, milia, growths";
    static final String MALIGNANT_EPIDERMAL = "malignant and premalignant epidermal tumors";
    static final String GENODERMATOSES = "genodermatoses and supernumerary growths";
    static final String INFLAMMATORY = "inflammatory conditions";
    static final String BENIGN_MELANOCYTIC = "benign melanocytic lesions";
    static final String MELANOMA = "malignant melanoma";
  }

  private final String three;
  private final String nine;
  private final String label;
  private final double weight;

  SyntheticDisease(String three, String nine, String label, double weight) {
    this.three = three;
    this.nine = nine;
    this.label = label;
    this.weight = weight;
  }

  /** Draws the appearance of one lesion from the typical range of the disease. */
  abstract void draw(LesionTraits traits, Draw draw);

  /** The names from the first level downwards: three, nine, disease. */
  List<String> path() {
    return List.of(three, nine, label);
  }

  /** The relative frequency of the disease. */
  double weight() {
    return weight;
  }
}
