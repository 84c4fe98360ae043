/** Holds what JMH measures inside a node. Public for the code that JMH generates. */
@NullMarked
package org.abisession.benchmarks.inside;

import org.jspecify.annotations.NullMarked;
