package org.abisession.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.NodeAnnouncements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two different applications from using one name for their sessions by accident. Nodes announce what they serve;
 * one that has nothing in common with any node that was there before does not start. Where Redis could not be asked at
 * the start, it is before the first session, and sessions are refused then. A name that was set is not checked. Safe
 * for use by several threads.
 */
final class ApplicationGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationGuard.class);

    private final SessionNode node;
    private final SessionSettings settings;
    private final String address;
    private final NodeAnnouncements nodes;
    private final ApplicationMarks marks;
    private final String line;
    private final OnceAMinute once = new OnceAMinute();
    /** Requests that come before the first answer share one question. */
    private final StoreTurns turns;

    private volatile boolean checked;
    private volatile @Nullable Conflict conflict;

    /** Another application that has the name, and what to do about it. */
    private record Conflict(String problem, String action) {
        String message() {
            return problem + " " + action;
        }
    }

    /**
     * Makes the guard of a node.
     *
     * @param address of Redis, for people
     */
    ApplicationGuard(SessionNode node, String address, ApplicationMarks marks) {
        this.node = node;
        this.settings = node.settings();
        this.address = address;
        this.nodes = node.repository().announcements();
        this.marks = marks;
        settings.ownClasses().forEach(marks::addOwn);
        this.line = marks.line(hostName());
        this.turns = new StoreTurns(new ReentrantLock(), node::unavailable);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("\\s", "");
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    /**
     * Registers the application, and checks when it starts; without Redis, later.
     *
     * @throws InvalidSettingException if its name is another application's
     */
    void atStart() {
        try {
            refresh();
        } catch (SessionStoreException e) {
            LOG.debug("The nodes of this application can't be asked for at the start; that is done later", e);
            return;
        }
        Conflict found = conflict;
        if (found != null) {
            throw InvalidSettingException.missing("abi.session.app", found.problem(), found.action());
        }
    }

    /** Announces this node anew, and checks again if it could not before, or if it is refused. */
    void refresh() {
        boolean unused = turns.call(this::ask);
    }

    private boolean ask() {
        try {
            List<ApplicationMarks.Other> others = nodes.announce(line).stream()
                    .flatMap(other -> ApplicationMarks.parse(other).stream())
                    .toList();
            if (!checked || conflict != null) {
                conflict = conflict(others).orElse(null);
                if (conflict != null) {
                    nodes.withdraw();
                }
            }
            if (conflict == null) {
                node.repository().register();
            }
            checked = true;
        } catch (SessionStoreUnavailableException e) {
            throw e;
        } catch (SessionStoreException e) {
            once.say("refused", "The nodes of this application can't be announced: " + e.getMessage(), LOG::warn);
            checked = true;
        }
        return checked;
    }

    private Optional<Conflict> conflict(List<ApplicationMarks.Other> others) {
        if (settings.isAppSet()
                || marks.isEmpty()
                || others.isEmpty()
                || others.stream().anyMatch(marks::sharesSome)) {
            return Optional.empty();
        }
        ApplicationMarks.Other other = others.get(0);
        String name = settings.app().isEmpty() ? "the root context" : settings.app();
        return Optional.of(new Conflict(
                "The sessions of " + name + " in Redis at " + address
                        + " belong to another application already: the node at " + other.where() + " serves "
                        + other.shown()
                        + ", and this one has nothing in common with it.",
                "Set abi.session.app to a name of its own in one of the two, or another redis-db. If it is the same"
                        + " application, set abi.session.app in both."));
    }

    /**
     * Makes sure, before a session is made or looked for, that no other application has this name.
     *
     * @throws SessionStoreException if the name of this application is another one's
     */
    void admit() {
        if (!checked) {
            Boolean unused = turns.callUnless(() -> checked, this::ask);
        }
        Conflict found = conflict;
        if (found != null) {
            once.say("conflict", found.message(), LOG::error);
            node.metrics().refused(SessionStoreCode.NAME_IN_USE);
            throw new SessionStoreException(
                    SessionStoreCode.NAME_IN_USE,
                    found.problem(),
                    found.action(),
                    new IllegalStateException("The name is in use"));
        }
    }

    /** Removes the announcement of this node, which stops. */
    void leave() {
        try {
            nodes.withdraw();
        } catch (SessionStoreException e) {
            LOG.debug("This node can't take its announcement back; it ends by itself", e);
        }
    }
}
