package org.abisession.example.shop;

/**
 * An answer, and how long it took.
 *
 * @param text English sentences, with line breaks
 * @param strategy how it was found, such as {@code keyword_search} or {@code aggregate}
 * @param complexity {@code low}, {@code medium} or {@code high}
 * @param docsFound how many orders it rests on
 */
public record Answer(String text, String strategy, String complexity, int docsFound) {}
