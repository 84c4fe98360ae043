package org.abisession.it.frameworks;

/** Shiro 2.1 on Tomcat. */
class ShiroOnTomcatTest extends ShiroContract {
    ShiroOnTomcatTest() {
        super(Server.Kind.TOMCAT);
    }
}
