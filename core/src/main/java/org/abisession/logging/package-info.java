/** Keeps the log readable: what goes wrong again and again is said once. */
@NullMarked
package org.abisession.logging;

import org.jspecify.annotations.NullMarked;
