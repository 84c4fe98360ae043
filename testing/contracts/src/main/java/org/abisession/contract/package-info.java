/** Holds what a web application sees, on any container: a contract over real HTTP. */
@NullMarked
package org.abisession.contract;

import org.jspecify.annotations.NullMarked;
