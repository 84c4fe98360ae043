package org.abisession.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named lists of class patterns for what frameworks and containers keep in a session. */
final class ClassProfiles {
    private static final Map<String, List<String>> PROFILES = Map.of(
            "spring-security",
                    List.of(
                            "org.springframework.security.access.**",
                            "org.springframework.security.authentication.**",
                            "org.springframework.security.cas.**",
                            "org.springframework.security.core.**",
                            "org.springframework.security.ldap.**",
                            "org.springframework.security.oauth2.**",
                            "org.springframework.security.saml2.**",
                            "org.springframework.security.web.**",
                            "jakarta.servlet.http.Cookie",
                            "javax.servlet.http.Cookie"),
            "tomcat",
                    List.of(
                            "org.apache.catalina.authenticator.SavedRequest",
                            "org.apache.catalina.authenticator.SingleSignOnListener",
                            "org.apache.catalina.connector.CoyotePrincipal",
                            "org.apache.catalina.filters.CsrfPreventionFilter$LruCache",
                            "org.apache.catalina.filters.CsrfPreventionFilter$LruCache$1",
                            "org.apache.catalina.realm.GenericPrincipal",
                            "org.apache.catalina.realm.GenericPrincipal$SerializablePrincipal",
                            "org.apache.catalina.realm.UserDatabaseRealm$UserDatabasePrincipal",
                            "org.apache.tomcat.util.buf.AbstractChunk",
                            "org.apache.tomcat.util.buf.ByteChunk",
                            "jakarta.servlet.http.Cookie",
                            "javax.servlet.http.Cookie"),
            "jetty",
                    List.of(
                            "org.eclipse.jetty.http.HttpURI$Immutable",
                            "org.eclipse.jetty.security.RolePrincipal",
                            "org.eclipse.jetty.security.UserPrincipal",
                            "org.eclipse.jetty.security.authentication.LoginAuthenticator$UserAuthenticationSucceeded",
                            "org.eclipse.jetty.security.authentication.SessionAuthentication",
                            "org.eclipse.jetty.security.jaas.JAASPrincipal",
                            "org.eclipse.jetty.security.jaas.JAASRole",
                            "org.eclipse.jetty.security.openid.OpenIdCredentials",
                            "org.eclipse.jetty.security.openid.OpenIdUserPrincipal",
                            "org.eclipse.jetty.ee8.security.AbstractUserAuthentication",
                            "org.eclipse.jetty.ee8.security.authentication.SessionAuthentication",
                            "org.eclipse.jetty.ee9.security.AbstractUserAuthentication",
                            "org.eclipse.jetty.ee9.security.authentication.SessionAuthentication",
                            "org.eclipse.jetty.util.MultiMap",
                            "org.eclipse.jetty.util.security.Credential",
                            "org.eclipse.jetty.util.security.Credential$Crypt",
                            "org.eclipse.jetty.util.security.Credential$MD5",
                            "org.eclipse.jetty.util.security.Password"));

    private ClassProfiles() {}

    /** The patterns of a profile, or null where there is none of that name. */
    static @Nullable List<String> find(String name) {
        return PROFILES.get(name);
    }

    /** The names of all profiles, sorted, for messages. */
    static List<String> names() {
        return PROFILES.keySet().stream().sorted().toList();
    }
}
