package org.abisession.codec;

import java.io.IOException;

/** Says that a value is larger or deeper than the codec writes and reads. The message says which limit. */
final class StreamLimitException extends IOException {
    private static final String TOO_DEEP =
            "its objects refer to each other more than " + StreamLimits.MAX_WRITE_DEPTH + " levels deep.";
    private static final String HOLD_FLAT = "Hold them in a list, or shorten the chain.";

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String action;

    private StreamLimitException(String problem, String action) {
        super(problem + " " + action);
        this.problem = problem;
        this.action = action;
    }

    String problem() {
        return problem;
    }

    String action() {
        return action;
    }

    static StreamLimitException bytes(long bytes) {
        return new StreamLimitException(
                "its Java serialization may take up to " + StreamLimits.MAX_BYTES + " bytes, was " + bytes + ".",
                "Keep in the session what identifies the data, not the data.");
    }

    static StreamLimitException text(long bytes, long most) {
        return new StreamLimitException(
                "its text may take up to " + most + " bytes, a part of this JVM's heap, was " + bytes + ".",
                "Keep in the session what identifies the data, not the data, or raise -Xmx.");
    }

    static StreamLimitException heap(long most) {
        return new StreamLimitException(
                "it takes more than " + most + " bytes in memory, a part of this JVM's heap.",
                "Keep in the session what identifies the data, not the data, or raise -Xmx.");
    }

    static StreamLimitException depth() {
        return new StreamLimitException(TOO_DEEP, HOLD_FLAT);
    }

    static StreamLimitException nesting(int most) {
        return new StreamLimitException(
                "its JSON is nested more than " + most + " levels deep.",
                "Store it flatter, or" + " remove the attribute.");
    }

    static StreamLimitException time(long seconds) {
        return new StreamLimitException(
                "reading it takes more than " + seconds + " s of processor time.",
                "Store less, or" + " remove the attribute.");
    }

    static StreamLimitException hashing() {
        return new StreamLimitException(
                "its collections hold each other so often that to hash one takes too long.",
                "Hold what is shared beside them, not in each of them.");
    }

    static StreamLimitException collisions() {
        return new StreamLimitException(
                "so many of its values have the same hash code that a table of them takes too" + " long.",
                "Hold them in a list.");
    }

    static StreamLimitException proxies(int most) {
        return new StreamLimitException(
                "its proxy has a list of interfaces that no value had before, and " + most
                        + " others have made a class each, which this JVM keeps.",
                "Where the application does not store so many kinds of proxies, somebody else has written the value:"
                        + " find out who may write to this Redis. A restart forgets the classes.");
    }

    static StreamLimitException unasked() {
        return new StreamLimitException(
                "the jdk.serialFilterFactory of this JVM leaves out the filter that is set for" + " the stream.",
                "Merge it there, as ObjectInputFilter.merge(next, current) does.");
    }

    static StreamLimitException arrays() {
        return new StreamLimitException(
                "its arrays are longer than its data.",
                "Store a list that holds its elements, or remove the attribute.");
    }
}
