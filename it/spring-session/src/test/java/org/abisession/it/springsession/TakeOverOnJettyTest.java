package org.abisession.it.springsession;

/** The change from Spring Session on Jetty. */
class TakeOverOnJettyTest extends TakeOverContract {
    TakeOverOnJettyTest() {
        super(ShopNode.Container.JETTY);
    }
}
