package org.abisession.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A key as Redis has it.
 *
 * @param type as Redis' TYPE says it: {@code string}, {@code list}, {@code hash}; {@code none} if the key is not there
 * @param timeToLive until Redis drops it; empty if it never will, or is not there
 * @param memory bytes, as MEMORY USAGE estimates them; empty where Redis does not say
 */
public record KeyState(KeyName key, String type, Optional<Duration> timeToLive, OptionalLong memory) {
    /** Returns true if Redis had it when it was asked. */
    public boolean exists() {
        return !type.equals("none");
    }
}
