package org.abisession.it.springsession;

/** The change from Spring Session on Undertow. */
class TakeOverOnUndertowTest extends TakeOverContract {
    TakeOverOnUndertowTest() {
        super(ShopNode.Container.UNDERTOW);
    }
}
