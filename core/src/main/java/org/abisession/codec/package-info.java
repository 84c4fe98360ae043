/** The values of attributes as UTF-8 JSON text: plain JSON, typed JSON, or filtered Java serialization. */
@NullMarked
package org.abisession.codec;

import org.jspecify.annotations.NullMarked;
