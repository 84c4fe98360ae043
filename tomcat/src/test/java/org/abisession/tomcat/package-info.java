/** Tests over real HTTP on embedded Tomcat, with a real Redis. The same run on Tomcat 11. */
@NullMarked
package org.abisession.tomcat;

import org.jspecify.annotations.NullMarked;
