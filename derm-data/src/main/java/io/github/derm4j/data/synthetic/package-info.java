/**
 * A data set that is drawn instead of collected: {@link
 * io.github.derm4j.data.synthetic.SyntheticLesions} generates images of synthetic lesions of
 * seventeen diseases under the paper's nine nodes, so that everything can be tried without a
 * download.
 */
@NullMarked
package io.github.derm4j.data.synthetic;

import org.jspecify.annotations.NullMarked;
