/** Keeps the log readable: a problem that occurs again and again is logged once, or once a minute. */
@NullMarked
package org.abisession.logging;

import org.jspecify.annotations.NullMarked;
