package org.abisession.benchmarks;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Watches, as a debugger, which classes of abi-session the requests of another JVM enter. A request waits for each
 * method that is noted, so when it is answered its methods are noted. Safe for use by several threads.
 */
final class MethodTrace implements AutoCloseable {
    /** The names that Tomcat and Jetty give to the threads of requests. */
    private static final Pattern REQUESTS = Pattern.compile("http-nio-.*-exec-\\d+|qtp.*");

    private final VirtualMachine machine;
    private final MethodEntryRequest entries;
    private final Set<String> classes = new LinkedHashSet<>();

    private MethodTrace(VirtualMachine machine) {
        this.machine = machine;
        entries = machine.eventRequestManager().createMethodEntryRequest();
        entries.addClassFilter("org.abisession.*");
        entries.addClassExclusionFilter("org.abisession.benchmarks.*");
        entries.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    }

    /** Returns a port of this machine that nobody uses. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns the flag of a JVM that can be watched. */
    static String flag(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    /** Begins to watch the JVM that was started with {@link #flag}; nothing is noted until {@link #begin}. */
    static MethodTrace attach(int port) throws IOException {
        AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow(() -> new IOException("This JDK has no debugger"));
        Map<String, Connector.Argument> arguments = socket.defaultArguments();
        arguments.forEach((name, argument) -> {
            switch (name) {
                case "hostname" -> argument.setValue("127.0.0.1");
                case "port" -> argument.setValue(Integer.toString(port));
                default -> {}
            }
        });
        try {
            MethodTrace trace = new MethodTrace(socket.attach(arguments));
            Thread reader = new Thread(trace::read, "method-trace");
            reader.setDaemon(true);
            reader.start();
            return trace;
        } catch (IllegalConnectorArgumentsException e) {
            throw new IOException("Attaching to port " + port + " of this machine", e);
        }
    }

    /** Begins to note the methods that requests enter, and none from before. */
    void begin() {
        clear();
        entries.enable();
    }

    /** Forgets what it has noted. */
    void clear() {
        synchronized (classes) {
            classes.clear();
        }
    }

    /** Returns the outermost classes that requests have entered, in the order of their first methods. */
    List<String> end() {
        entries.disable();
        synchronized (classes) {
            return List.copyOf(classes);
        }
    }

    /** Returns true if a class holds values and does nothing else: a record or an enum. */
    boolean isValue(String name) {
        return machine.classesByName(name).stream()
                .anyMatch(type -> type instanceof com.sun.jdi.ClassType of
                        && (of.isEnum()
                                || (of.superclass() != null
                                        && of.superclass().name().equals(Record.class.getName()))));
    }

    private void read() {
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    if (event instanceof MethodEntryEvent entry) {
                        note(entry.thread(), entry.method().declaringType());
                    }
                }
                events.resume();
            }
        } catch (InterruptedException | VMDisconnectedException e) {
            // The JVM has ended, or nobody is interested any more.
        }
    }

    private void note(ThreadReference thread, ReferenceType type) {
        if (REQUESTS.matcher(thread.name()).matches()) {
            String name = type.name();
            int nested = name.indexOf('$');
            synchronized (classes) {
                classes.add(nested < 0 ? name : name.substring(0, nested));
            }
        }
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException e) {
            // It has ended before.
        }
    }
}
