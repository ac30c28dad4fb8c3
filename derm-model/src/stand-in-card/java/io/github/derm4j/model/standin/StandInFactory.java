package io.github.derm4j.model.standin;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.jcublas.JCublasNDArrayFactory;
import org.nd4j.linalg.jcublas.blas.JcublasLevel1;

/** The CUDA backend's arrays, without the calls that go to cuBLAS past ND4J's natives. */
public final class StandInFactory extends JCublasNDArrayFactory {

  /** As ND4J makes it. */
  public StandInFactory(DataType type, char order) {
    super(type, order);
  }

  @Override
  public void createBlas() {
    // Nothing: cuBLAS is not there.
  }

  @Override
  public void createLevel1() {
    level1 = new Level1();
  }

  private static final class Level1 extends JcublasLevel1 {

    @Override
    protected float sdot(long n, INDArray x, int strideX, INDArray y, int strideY) {
      return (float) ddot(n, x, strideX, y, strideY);
    }

    @Override
    protected double ddot(long n, INDArray x, int strideX, INDArray y, int strideY) {
      return Nd4j.getExecutioner().exec(new Dot(x, y)).getDouble(0);
    }
  }
}
