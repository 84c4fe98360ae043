package org.abisession.it.boot;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;

/** A directory with one person in it, which is out of order for another one. */
final class LdapDirectory implements AutoCloseable {
    private final InMemoryDirectoryServer server;

    LdapDirectory() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("LDAP"));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
                if (request.getRequest().getBindDN().startsWith("uid=broken,")) {
                    throw new LDAPException(ResultCode.UNAVAILABLE, "The directory is being restored");
                }
            }
        });
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example,dc=org", "objectClass: organizationalUnit", "ou: people");
        server.add(
                "dn: uid=ada,ou=people,dc=example,dc=org",
                "objectClass: inetOrgPerson",
                "uid: ada",
                "cn: Ada Lovelace",
                "sn: Lovelace",
                "mail: ada@example.org",
                "userPassword: lovelace");
        server.startListening();
    }

    String url() {
        return "ldap://localhost:" + server.getListenPort() + "/dc=example,dc=org";
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
