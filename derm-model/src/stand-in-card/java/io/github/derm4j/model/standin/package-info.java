/**
 * A stand-in for a graphics card: ND4J's CUDA backend as it is in Java, whose native part is ND4J's
 * for the CPU, with a device memory of its own.
 *
 * <p>It shows, without a card, what the CUDA backend's Java code and ours do with memory: what is
 * copied from where to where, by whose queue, who waits; and that nothing reads what has not been
 * copied. It says nothing of kernels, cuDNN, cuBLAS, or time.
 */
@NullMarked
package io.github.derm4j.model.standin;

import org.jspecify.annotations.NullMarked;
