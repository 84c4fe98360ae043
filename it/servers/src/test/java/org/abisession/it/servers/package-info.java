/** Servers as they are distributed, each in a process of its own, with the jar in an application. */
@NullMarked
package org.abisession.it.servers;

import org.jspecify.annotations.NullMarked;
