/** Writes JSON text, for values, entries and metadata. */
@NullMarked
package org.abisession.json;

import org.jspecify.annotations.NullMarked;
