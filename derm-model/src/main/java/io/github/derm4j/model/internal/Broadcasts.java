package io.github.derm4j.model.internal;

import java.lang.ref.Reference;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BroadcastOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastDivOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic between each row, or each column, of a matrix and a vector.
 *
 * <p>It replaces {@code INDArray.addiRowVector} and similar methods: ND4J 1.0.0-M2.1 drops its
 * reference to the array of dimensions of such an operation before it is computed, so a garbage
 * collection at the wrong time frees the array, and the process ends with SIGSEGV in {@code
 * sd::DataBuffer::primary}. Here the operation and its arguments are kept until it is done.
 */
public final class Broadcasts {

  private static final int ALONG_COLUMNS = 0;
  private static final int ALONG_ROWS = 1;

  private Broadcasts() {}

  /**
   * Adds a vector to each row, in place.
   *
   * @param matrix {@code [n, k]}
   * @param row a vector of k numbers
   * @return the matrix
   */
  public static INDArray addToRows(INDArray matrix, INDArray row) {
    return exec(new BroadcastAddOp(matrix, row, matrix, ALONG_ROWS));
  }

  /**
   * Subtracts a vector from each row.
   *
   * @param matrix {@code [n, k]}
   * @param row a vector of k numbers
   * @param result the array for the differences, {@code [n, k]}; may be the matrix
   * @return the result
   */
  public static INDArray subtractFromRows(INDArray matrix, INDArray row, INDArray result) {
    return exec(new BroadcastSubOp(matrix, row, result, ALONG_ROWS));
  }

  /**
   * Multiplies each row by a vector, in place.
   *
   * @param matrix {@code [n, k]}
   * @param row a vector of k numbers
   * @return the matrix
   */
  public static INDArray multiplyRows(INDArray matrix, INDArray row) {
    return exec(new BroadcastMulOp(matrix, row, matrix, ALONG_ROWS));
  }

  /**
   * Divides each row by a vector, in place.
   *
   * @param matrix {@code [n, k]}
   * @param row a vector of k numbers
   * @return the matrix
   */
  public static INDArray divideRows(INDArray matrix, INDArray row) {
    return exec(new BroadcastDivOp(matrix, row, matrix, ALONG_ROWS));
  }

  /**
   * Multiplies each column by a vector, in place.
   *
   * @param matrix {@code [n, k]}
   * @param column a vector of n numbers
   * @return the matrix
   */
  public static INDArray multiplyColumns(INDArray matrix, INDArray column) {
    return exec(new BroadcastMulOp(matrix, column, matrix, ALONG_COLUMNS));
  }

  private static INDArray exec(BroadcastOp operation) {
    try {
      return Nd4j.exec(operation);
    } finally {
      Reference.reachabilityFence(operation);
    }
  }
}
