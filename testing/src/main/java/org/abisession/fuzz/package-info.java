/** Seeded fuzzers: ids that clients make up, and what somebody has written into Redis. */
@org.jspecify.annotations.NullMarked
package org.abisession.fuzz;
