/** Java and Python on the same sessions: one real Redis, a real container, a real redis-py. */
@org.jspecify.annotations.NullMarked
package org.abisession.it.python;
