package org.abisession.benchmarks;

/** The kinds of requests whose cost is counted, in the order of a session's life. */
enum RequestKind {
    NO_SESSION("no session", "/nothing", "done"),
    CREATE("create", "/create?attributes=10&bytes=4000", "created"),
    UNUSED("cookie, session unused", "/nothing", "done"),
    READ("read", "/read", "0"),
    CHANGE("change of one small attribute", "/change?value=1", "changed"),
    READ_ELSEWHERE("read on the other node", "/read", "1"),
    TURN("one turn of a conversation of 20", "/turns?count=1", "appended"),
    ID_CHANGE("id change", "/id", "renewed"),
    LOGOUT("logout", "/logout", "ended"),
    /** Loads a page of 31 requests in a session that this node has not seen before. */
    PAGE("page of 31 requests", "/read", "0");

    private static final int RESOURCES_OF_PAGE = 30;

    private final String title;
    private final String path;
    private final String answer;

    RequestKind(String title, String path, String answer) {
        this.title = title;
        this.path = path;
        this.answer = answer;
    }

    /** Returns the name of the kind for tables. */
    String title() {
        return title;
    }

    /** Returns the path of the request. */
    String path() {
        return path;
    }

    /** Returns the answer that the application must give. */
    String answer() {
        return answer;
    }

    /** Returns how many more requests belong to it, which do not ask for the session. */
    int resources() {
        return this == PAGE ? RESOURCES_OF_PAGE : 0;
    }

    /** Returns which of the two nodes is asked. */
    int node() {
        return this == READ_ELSEWHERE ? 1 : 0;
    }
}
