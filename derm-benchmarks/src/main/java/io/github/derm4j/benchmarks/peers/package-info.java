/**
 * The sides of the comparisons with peers: this library, and the peers that run in a JVM.
 *
 * <p>{@link io.github.derm4j.benchmarks.peers.Side} is started by {@code derm-benchmarks/bench
 * peers}, which times it and its peers in turn.
 */
@NullMarked
package io.github.derm4j.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
