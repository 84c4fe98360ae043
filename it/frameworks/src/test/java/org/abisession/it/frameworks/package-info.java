/** Runs applications of well-known frameworks, unchanged, on real servers over real HTTP, with a real Redis. */
@NullMarked
package org.abisession.it.frameworks;

import org.jspecify.annotations.NullMarked;
