package org.abisession;

/**
 * Holds what a {@link SessionStoreException} is about. Those in the first group are of abi-session; the others are the
 * codes of Redis' error replies, or names for replies that have no code of their own.
 */
public enum SessionStoreCode {
    /** Redis did not answer, or was not asked since it does not answer. */
    UNAVAILABLE,
    /** Redis answered something that no script of abi-session answers. */
    UNEXPECTED_REPLY,
    /** The name of this application is in use by another one. */
    NAME_IN_USE,
    /** A value of the session can't be stored. */
    UNSTORABLE,
    /** The user has as many sessions as a setting allows. */
    LOGIN_REFUSED,
    /** All sessions of the user were ended while the login was under way. */
    LOGIN_ENDED,

    /** Redis wants a password. */
    NOAUTH,
    /** User and password don't match, or the user is off. */
    WRONGPASS,
    /** Redis has no password, and one is set. */
    AUTH,
    /** The user of Redis may not do that. */
    NOPERM,
    /** Redis is in protected mode. */
    DENIED,
    /** The memory of Redis is full. */
    OOM,
    /** Redis can't write its snapshot. */
    MISCONF,
    /** This server is a replica. */
    READONLY,
    /** The server has fewer replicas than its settings ask for. */
    NOREPLICAS,
    /** The server reads its data after a start. */
    LOADING,
    /** This server is a replica that has lost its primary. */
    MASTERDOWN,
    /** The server became a replica while replicas were asked to confirm a write. */
    UNBLOCKED,
    /** The server was a replica when replicas were to confirm a write. */
    REPLICA,
    /** The cluster does not serve the slot. */
    CLUSTERDOWN,
    /** The slot is being moved. */
    TRYAGAIN,
    /** A script runs for too long. */
    BUSY,
    /** The server has as many clients as it admits. */
    MAXCLIENTS,
    /** The server is a node of a cluster, and another one has the slot. */
    MOVED,
    /** The server is a node of a cluster, and hands the slot to another one. */
    ASK,
    /** The server is a node of a cluster, and the keys are of several slots. */
    CROSSSLOT,
    /** The server is no node of a cluster. */
    CLUSTER,
    /** The server has no such database. */
    SELECT,
    /** The server does not know a command. */
    COMMAND,
    /** A key holds another type than the schema says. */
    WRONGTYPE,
    /** Any other refusal. */
    OTHER
}
