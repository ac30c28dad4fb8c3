package io.github.derm4j.model.playground;

/**
 * The data sets of the playground. The first six are those of the TensorFlow Neural Network
 * Playground; noise is a share from 0 to 0.5.
 */
public enum PlaygroundData {
  /** A disc of one class within a ring of the other. */
  CIRCLE(Problem.CLASSIFICATION),
  /** One class in the quadrants where x1 and x2 have the same sign, the other elsewhere. */
  XOR(Problem.CLASSIFICATION),
  /** A cloud around (2, 2) and one around (−2, −2). */
  GAUSS(Problem.CLASSIFICATION),
  /** Two spirals around each other. */
  SPIRAL(Problem.CLASSIFICATION),
  /** The target grows with x1 + x2. */
  PLANE(Problem.REGRESSION),
  /** Three hills and three hollows. */
  MULTI_GAUSS(Problem.REGRESSION),
  /**
   * Synthetic melanomas and nevi by asymmetry (x1), border (x2), colour (x3) and diameter (x4), see
   * {@link io.github.derm4j.data.synthetic.MelanocyticLesion}. Melanoma is the positive class.
   */
  LESIONS(Problem.CLASSIFICATION),
  /** The user's own points, see {@link PlaygroundPoints#read}. */
  OWN(Problem.CLASSIFICATION);

  private final Problem problem;

  PlaygroundData(Problem problem) {
    this.problem = problem;
  }

  /**
   * The kind of problem of the data set.
   *
   * @return the problem; for {@link #OWN}, which allows both, the default
   */
  public Problem problem() {
    return problem;
  }

  @Override
  public String toString() {
    return Named.text(this);
  }
}
