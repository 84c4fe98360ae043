package org.abisession.cli.stored;

import java.util.List;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyState;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;

/**
 * Reads the states of keys that were found. SCAN shows the names of all keys to every user, while a user may be
 * restricted to those of one application: then the others are left out. Not safe for use by several threads.
 */
public final class KeyStateReader {
    private final SessionBrowser browser;
    private final String app;
    private final boolean hashTags;
    private boolean restricted;

    /** Reads with this browser, which works for the application of these settings. */
    public KeyStateReader(SessionBrowser browser, SessionSettings settings) {
        this.browser = browser;
        this.app = settings.app();
        this.hashTags = settings.hashTags();
    }

    /** Returns the states of the keys that this user may use. */
    public List<KeyState> read(List<KeyName> keys, boolean memory) {
        if (!restricted) {
            try {
                return browser.states(keys, memory);
            } catch (SessionStoreException e) {
                if (e.code() != SessionStoreCode.NOPERM) {
                    throw e;
                }
                restricted = true;
            }
        }
        return browser.states(keys.stream().filter(this::isOwn).toList(), memory);
    }

    /** Returns whether keys were left out, since Redis refuses them to this user. */
    public boolean isRestricted() {
        return restricted;
    }

    private boolean isOwn(KeyName key) {
        return switch (key.kind()) {
            case METADATA, CONVERSATION -> key.braces() == hashTags;
            case ATTRIBUTES -> key.braces() == hashTags && key.app().equals(app);
            case OTHER -> false;
        };
    }
}
