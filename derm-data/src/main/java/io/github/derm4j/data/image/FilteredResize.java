package io.github.derm4j.data.image;

/**
 * A resize with PIL's arithmetic: first the rows, then the columns, with weights of 22 bits and a
 * result of 8 bits after each pass. Only the pixels of a window are computed.
 */
final class FilteredResize {

  private static final int BITS = 22;
  private static final int CHANNELS = 3;

  private final LesionImage image;
  private final int width;
  private final int height;
  private final ResamplingFilter filter;

  private FilteredResize(LesionImage image, int width, int height, ResamplingFilter filter) {
    this.image = image;
    this.width = width;
    this.height = height;
    this.filter = filter;
  }

  static FilteredResize of(LesionImage image, int width, int height, ResamplingFilter filter) {
    return new FilteredResize(image, width, height, filter);
  }

  /** Computes a square of the resized image. */
  LesionImage window(int left, int top, int size) {
    Axis across = axis(image.width(), width, left, size);
    Axis down = axis(image.height(), height, top, size);
    int from = down.first(0);
    int rows = down.end(size - 1) - from;
    byte[] source = image.bgrBytes();
    byte[] narrow = new byte[CHANNELS * size * rows];
    for (int row = 0; row < rows; row++) {
      int at = CHANNELS * image.width() * (from + row);
      across.filter(source, at, CHANNELS, narrow, CHANNELS * size * row, CHANNELS);
    }
    byte[] result = new byte[CHANNELS * size * size];
    int step = CHANNELS * size;
    for (int column = 0; column < size; column++) {
      int at = CHANNELS * (column - size * from);
      down.filter(narrow, at, step, result, CHANNELS * column, step);
    }
    return LesionImage.ofBgr(size, size, result);
  }

  /** The weights of the pixels of a window along one axis. */
  private Axis axis(int side, int resized, int start, int size) {
    int[] firsts = new int[size];
    int[][] weights = new int[size][];
    double scale = (double) side / resized;
    double widened = Math.max(1, scale);
    double nearest = scale / 2;
    for (int i = 0; i < start; i++) {
      nearest += scale; // PIL adds, and its rounding decides between two pixels.
    }
    for (int i = 0; i < size; i++) {
      double center = (start + i + 0.5) * scale;
      if (filter == ResamplingFilter.NEAREST || side == resized) {
        firsts[i] = Math.min(side - 1, (int) nearest);
        weights[i] = new int[] {1 << BITS};
        nearest += scale;
        continue;
      }
      double reach = filter.radius() * widened;
      firsts[i] = Math.max(0, (int) (center - reach + 0.5));
      int end = Math.min(side, (int) (center + reach + 0.5));
      double[] exact = new double[end - firsts[i]];
      double sum = 0;
      for (int x = 0; x < exact.length; x++) {
        exact[x] = filter.weight((x + firsts[i] - center + 0.5) / widened);
        sum += exact[x];
      }
      weights[i] = new int[exact.length];
      for (int x = 0; x < exact.length; x++) {
        double share = exact[x] / sum * (1 << BITS);
        weights[i][x] = (int) (share < 0 ? share - 0.5 : share + 0.5);
      }
    }
    return new Axis(firsts, weights);
  }

  /** The first source pixel of each result pixel, and the weights from there on. */
  private static final class Axis {
    private final int[] firsts;
    private final int[][] weights;

    Axis(int[] firsts, int[][] weights) {
      this.firsts = firsts;
      this.weights = weights;
    }

    int first(int index) {
      return firsts[index];
    }

    int end(int index) {
      return firsts[index] + weights[index].length;
    }

    /** Filters one line of pixels, whose neighbours are a step apart. */
    void filter(byte[] source, int offset, int step, byte[] result, int to, int toStep) {
      for (int i = 0; i < firsts.length; i++) {
        int blue = 1 << (BITS - 1);
        int green = blue;
        int red = blue;
        int at = offset + step * firsts[i];
        for (int weight : weights[i]) {
          blue += weight * (source[at] & 0xff);
          green += weight * (source[at + 1] & 0xff);
          red += weight * (source[at + 2] & 0xff);
          at += step;
        }
        int out = to + toStep * i;
        result[out] = clipped(blue);
        result[out + 1] = clipped(green);
        result[out + 2] = clipped(red);
      }
    }

    private static byte clipped(int sum) {
      return (byte) Math.max(0, Math.min(255, sum >> BITS));
    }
  }
}
