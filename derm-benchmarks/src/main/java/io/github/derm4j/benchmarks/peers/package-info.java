/**
 * What the peers are compared with: the library's side, and the peers that run in a JVM.
 *
 * <p>{@link io.github.derm4j.benchmarks.peers.Side} is started by {@code derm-benchmarks/bench
 * peers}, which asks it and its peers in turn.
 */
@NullMarked
package io.github.derm4j.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
