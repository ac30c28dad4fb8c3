/** Benchmarks of derm-data. */
package io.github.derm4j.benchmarks.data;
