/** The values of attributes as JSON text. */
@NullMarked
package org.abisession.codec;

import org.jspecify.annotations.NullMarked;
