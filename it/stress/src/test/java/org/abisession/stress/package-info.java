/**
 * Stress tests over real HTTP on real servers. Each has a seed that it prints ({@code -Dstress.seed}), a size
 * ({@code -Dstress.rounds}), and counters for what users fear, and each shows that its counters count.
 */
package org.abisession.stress;
