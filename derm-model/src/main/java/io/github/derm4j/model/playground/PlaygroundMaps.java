package io.github.derm4j.model.playground;

/**
 * The output of each neuron on a square grid over the plane from −6 to 6. Columns after the second
 * one are 0, the middle of their scale. Immutable.
 */
public final class PlaygroundMaps {

  private final int size;
  private final double[][][] values;

  PlaygroundMaps(int size, double[][][] values) {
    this.size = size;
    this.values = values;
  }

  /** The coordinate of the centre of a cell, in units of the plane. */
  static double centre(int cell, int size) {
    return -6 + 12 * (cell + 0.5) / size;
  }

  /**
   * The cells of a side of the grid.
   *
   * @return the number of cells
   */
  public int size() {
    return size;
  }

  /**
   * The number of layers.
   *
   * @return hidden layers and output
   */
  public int layers() {
    return values.length;
  }

  /**
   * The number of neurons of a layer.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @return their number
   * @throws IndexOutOfBoundsException if there is no such layer
   */
  public int neurons(int layer) {
    return values[layer].length;
  }

  /**
   * The output of a neuron at the centre of a cell.
   *
   * @param layer from 0 for the first hidden one; the last one is the output
   * @param neuron from 0
   * @param row from 0 at the top, where x2 is largest
   * @param column from 0 at the left, where x1 is smallest
   * @return its output at the centre of the cell
   * @throws IndexOutOfBoundsException if there is no such neuron or cell
   */
  public double value(int layer, int neuron, int row, int column) {
    return values[layer][neuron][row * size + column];
  }
}
