/** Holds what runs in the process of a candidate: the container and the web application, or calls of a store alone. */
@NullMarked
package org.abisession.benchmarks.server;

import org.jspecify.annotations.NullMarked;
