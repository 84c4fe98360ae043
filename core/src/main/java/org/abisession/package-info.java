/**
 * Holds what applications use of their sessions in Redis: the conversation, the stored keys, and the exceptions they
 * meet.
 */
@NullMarked
package org.abisession;

import org.jspecify.annotations.NullMarked;
