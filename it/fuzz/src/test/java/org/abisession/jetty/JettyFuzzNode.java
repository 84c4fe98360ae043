package org.abisession.jetty;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abisession.contract.ServletContainerContract.Node;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** An embedded Jetty for the fuzzers. */
public final class JettyFuzzNode {
    private JettyFuzzNode() {}

    /** Starts one with this web application as the root. */
    public static Node start(Path webapp, Map<String, String> settings) throws Exception {
        JettyNode node = new JettyNode(settings);
        // For an application with a login, in which nobody is known.
        node.add(webapp, "").getSecurityHandler().setLoginService(new EmptyLoginService());
        return node.start();
    }

    private static final class EmptyLoginService extends AbstractLoginService {
        @Override
        protected List<RolePrincipal> loadRoleInfo(UserPrincipal user) {
            return List.of();
        }

        @Override
        protected @Nullable UserPrincipal loadUserInfo(String username) {
            return null;
        }
    }
}
