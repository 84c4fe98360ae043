package org.abisession.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abisession.contract.JettyNode;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.contract.TomcatNode;
import org.eclipse.jetty.security.AbstractLoginService;
import org.eclipse.jetty.security.RolePrincipal;
import org.eclipse.jetty.security.UserPrincipal;
import org.jspecify.annotations.Nullable;

/** The containers that are fuzzed. */
enum Container {
    JETTY,
    TOMCAT;

    Node start(Path webapp, Map<String, String> settings) throws Exception {
        if (this == TOMCAT) {
            return TomcatNode.start(webapp, "", settings);
        }
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
