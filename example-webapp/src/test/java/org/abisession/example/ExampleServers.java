package org.abisession.example;

/** Runs the nodes of one example in this process. Not safe for use by several threads. */
@SuppressWarnings("try") // containers' stop methods throw Exception
public interface ExampleServers extends AutoCloseable {
    /** Starts one more node, on a port. */
    void start(int port) throws Exception;

    /** Stops all nodes; their sessions stay. */
    @Override
    void close() throws Exception;
}
