package io.github.derm4j.data.synthetic;

/**
 * The appearance of a lesion: dermatological features, as strengths from 0 (absent) to about 1
 * (marked). A disease sets them; the painter reads them.
 *
 * <p>They are plain fields, because these two dozen numbers are written once and never leave the
 * package.
 */
final class LesionTraits {

  // Shape. The mean radius is a fraction of the image's height.
  double radius = 0.3;
  double elongation = 1;
  double asymmetry;
  double jaggedness;
  double edge = 0.06;
  double patchiness;

  // Colour.
  double melanin;
  double blood;
  double veil;
  double halo;
  double variegation = 0.12;
  double colourAsymmetry;
  double redPatches;
  double veilPatches;
  double whitePatches;
  double darkPatches;

  // Structures.
  double network;
  double irregularNetwork;
  double globules;
  double streaks;
  double milia;
  double comedones;
  double lacunae;
  double vessels;
  double scar;

  // Surface.
  double dome;
  double verrucous;
  double scale;
  double crust;
  double ulcer;
  double mottledSkin;
}
