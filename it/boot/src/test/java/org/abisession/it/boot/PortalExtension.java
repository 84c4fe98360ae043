package org.abisession.it.boot;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the servers to a test: one set of them for all test classes, closed at the end of the last one. */
final class PortalExtension implements ParameterResolver {
    /** Its users are the same for all tests: one class at a time may log them in and out. */
    static final String PORTAL = "portal";

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(PortalExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == PortalServers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot().getStore(HERE).computeIfAbsent(PortalServers.class, unused -> {
            try {
                return new PortalServers();
            } catch (Exception e) {
                throw new IllegalStateException("The servers of the portal do not start: " + e, e);
            }
        });
    }
}
