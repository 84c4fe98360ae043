package org.abisession.it.springsession;

/** The change from Spring Session on Tomcat. */
class TakeOverOnTomcatTest extends TakeOverContract {
    TakeOverOnTomcatTest() {
        super(ShopNode.Container.TOMCAT);
    }
}
