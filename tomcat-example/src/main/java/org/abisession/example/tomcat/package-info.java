/** Starts the example web application on two nodes of Tomcat. */
@NullMarked
package org.abisession.example.tomcat;

import org.jspecify.annotations.NullMarked;
