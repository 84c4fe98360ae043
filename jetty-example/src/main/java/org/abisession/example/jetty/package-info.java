/** Starts the example web application on two nodes of Jetty. */
@NullMarked
package org.abisession.example.jetty;

import org.jspecify.annotations.NullMarked;
