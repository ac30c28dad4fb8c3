package io.github.derm4j.model.playground;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Computes the first principal components of rows from the eigenvectors of their inner products,
 * because there are far fewer images than features.
 */
final class PrincipalComponents {

  private PrincipalComponents() {}

  /**
   * Computes the components.
   *
   * @param rows one row of features for each image
   * @param count the number of components, at most the number of rows
   * @return an array of the shape [rows, count]; signs are chosen so that the largest value of a
   *     component is positive
   */
  static double[][] scores(float[][] rows, int count) {
    RealMatrix centred = centred(rows);
    EigenDecomposition parts = new EigenDecomposition(centred.multiply(centred.transpose()));
    double[][] components = new double[rows.length][count];
    for (int component = 0; component < count; component++) {
      RealVector vector = parts.getEigenvector(component);
      double length = Math.sqrt(Math.max(0, parts.getRealEigenvalue(component)));
      double scale = vector.getMaxValue() >= -vector.getMinValue() ? length : -length;
      for (int i = 0; i < rows.length; i++) {
        components[i][component] = scale * vector.getEntry(i);
      }
    }
    return components;
  }

  private static RealMatrix centred(float[][] rows) {
    RealMatrix centred = new Array2DRowRealMatrix(rows.length, rows[0].length);
    for (int column = 0; column < rows[0].length; column++) {
      double mean = 0;
      for (float[] row : rows) {
        mean += row[column] / (double) rows.length;
      }
      for (int i = 0; i < rows.length; i++) {
        centred.setEntry(i, column, rows[i][column] - mean);
      }
    }
    return centred;
  }
}
