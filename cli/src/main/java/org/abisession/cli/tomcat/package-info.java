/** Reads the sessions that Tomcat's own stores have. */
@NullMarked
package org.abisession.cli.tomcat;

import org.jspecify.annotations.NullMarked;
