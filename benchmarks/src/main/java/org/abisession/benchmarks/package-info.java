/** Measures sessions in Redis, ours and others', in one run on one machine. */
@NullMarked
package org.abisession.benchmarks;

import org.jspecify.annotations.NullMarked;
