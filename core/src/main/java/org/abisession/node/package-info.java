/**
 * Sessions as one node holds them while requests use them. The adapters are built on it.
 */
@NullMarked
package org.abisession.node;

import org.jspecify.annotations.NullMarked;
