/** Sessions in Jetty's own distribution. */
@NullMarked
package org.abisession.it.jettyhome;

import org.jspecify.annotations.NullMarked;
