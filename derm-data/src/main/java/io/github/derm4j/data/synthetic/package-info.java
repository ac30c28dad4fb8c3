/**
 * A synthetic data set: {@link io.github.derm4j.data.synthetic.SyntheticLesions} generates images
 * of synthetic lesions of seventeen diseases below the paper's nine nodes, so that the library can
 * be tried without a download.
 */
@NullMarked
package io.github.derm4j.data.synthetic;

import org.jspecify.annotations.NullMarked;
