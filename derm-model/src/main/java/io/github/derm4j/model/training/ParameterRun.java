package io.github.derm4j.model.training;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Successive parameters of one layer, as views of a network's arrays.
 *
 * @param values the parameters
 * @param gradient the summed gradient of the loss; for a moving statistic, the value to subtract
 * @param state the optimiser's state; null for a moving statistic
 * @param average the moving averages of the parameters; null if there is none
 * @param rate the factor of the learning rate
 * @param decays whether weight decay applies
 */
record ParameterRun(
    INDArray values,
    INDArray gradient,
    @Nullable INDArray state,
    @Nullable INDArray average,
    double rate,
    boolean decays) {}
