package org.abisession.redis;

import java.util.List;
import redis.clients.jedis.CommandArguments;

/** Sends commands to one server, one after the other on one connection, and reads their replies. */
@FunctionalInterface
interface Exchange {
    /** Returns a reply for each command; an error reply as an exception. */
    List<Object> send(List<CommandArguments> commands);
}
