package org.abisession.it.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;

/** An identity provider of SAML 2 that signs its responses: HTTP POST in both directions. Everybody is ada. */
final class SamlProvider implements AutoCloseable {
    private static final Pattern SAML_REQUEST = Pattern.compile("SAMLRequest=([^&]*)");
    private static final Pattern ID = Pattern.compile("\\bID=\"([^\"]*)\"");
    private static final Pattern RELAY_STATE = Pattern.compile("RelayState=([^&]*)");

    private final HttpServer server;
    private final PrivateKey key;

    SamlProvider(Keys keys) throws IOException, GeneralSecurityException {
        key = (PrivateKey) keys.open("idp").getKey("idp", Keys.PASSWORD.toCharArray());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sso", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/sso";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request =
                new String(Base64.getMimeDecoder().decode(decoded(SAML_REQUEST.matcher(form))), StandardCharsets.UTF_8);
        Matcher id = ID.matcher(request);
        byte[] page = """
                <form action="http://portal.example/saml/acs/idp" method="post">
                <input name="SAMLResponse" value="%s"><input name="RelayState" value="%s"></form>
                """.formatted(
                        Base64.getEncoder().encodeToString(response(id.find() ? id.group(1) : "none")),
                        decoded(RELAY_STATE.matcher(form)))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private static String decoded(Matcher field) {
        return field.find() ? URLDecoder.decode(field.group(1), StandardCharsets.UTF_8) : "";
    }

    private byte[] response(String inResponseTo) {
        String id = "_" + UUID.randomUUID();
        String xml = """
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="%s" InResponseTo="%s" Version="2.0">
                <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Subject>
                <saml:NameID>ada</saml:NameID></saml:Subject></saml:Assertion></samlp:Response>""".formatted(id, inResponseTo);
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document =
                    factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            document.getDocumentElement().setIdAttribute("ID", true);
            XMLSignatureFactory signatures = XMLSignatureFactory.getInstance("DOM");
            SignedInfo info = signatures.newSignedInfo(
                    signatures.newCanonicalizationMethod(
                            CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    signatures.newSignatureMethod("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null),
                    List.of(signatures.newReference(
                            "#" + id,
                            signatures.newDigestMethod(DigestMethod.SHA256, null),
                            List.of(signatures.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)),
                            null,
                            null)));
            signatures.newXMLSignature(info, null).sign(new DOMSignContext(key, document.getDocumentElement()));
            StringWriter out = new StringWriter();
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
            return out.toString().getBytes(StandardCharsets.UTF_8);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
