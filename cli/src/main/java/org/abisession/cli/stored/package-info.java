/** Reads what Redis holds, for the commands and for {@code doctor}. */
@NullMarked
package org.abisession.cli.stored;

import org.jspecify.annotations.NullMarked;
