/** Describes how a conversation is kept: the entries as JSON, the list in Redis. Not for applications. */
@NullMarked
package org.abisession.conversation;

import org.jspecify.annotations.NullMarked;
