/** The short forms of the experiments. */
@NullMarked
package org.abisession.benchmarks;

import org.jspecify.annotations.NullMarked;
