package org.abisession.settings;

/**
 * A value of the configuration of a framework that the application is built on.
 *
 * @param name without a prefix: {@code redis-url} or {@code redisUrl}
 * @param where for messages
 */
record PlacedValue(String name, String value, String where) {}
