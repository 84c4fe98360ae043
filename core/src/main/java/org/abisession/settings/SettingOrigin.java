package org.abisession.settings;

/**
 * A setting that is not at its default, and where it stood.
 *
 * @param name without a prefix: {@code redis-url}
 * @param shown its value for people, on one line; {@code ***} where that is secret
 * @param where {@code environment REDIS_URL}, {@code REDIS_URL in .env}, {@code command line}
 */
public record SettingOrigin(String name, String shown, String where) {
    @Override
    public String toString() {
        return name + "=" + shown + " (" + where + ")";
    }
}
