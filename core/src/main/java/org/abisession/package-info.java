/** Sessions in Redis: the contract of the store, its values, and what applications use. */
@NullMarked
package org.abisession;

import org.jspecify.annotations.NullMarked;
