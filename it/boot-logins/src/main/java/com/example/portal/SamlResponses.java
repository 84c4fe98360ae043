package com.example.portal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.saml2.core.Saml2Error;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2Authentication;
import org.springframework.security.saml2.provider.service.authentication.Saml2AuthenticationException;
import org.springframework.security.saml2.provider.service.authentication.Saml2AuthenticationToken;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Accepts a response that the identity provider has signed and that answers the request in the session. */
final class SamlResponses implements AuthenticationManager {
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";

    @Override
    public Authentication authenticate(Authentication login) {
        Saml2AuthenticationToken token = (Saml2AuthenticationToken) login;
        try {
            return accepted(token);
        } catch (Saml2AuthenticationException e) {
            throw e;
        } catch (Exception e) {
            throw new Saml2AuthenticationException(new Saml2Error("malformed_response_data", "Not readable"), e);
        }
    }

    private static Saml2Authentication accepted(Saml2AuthenticationToken token) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(token.getSaml2Response().getBytes(StandardCharsets.UTF_8)));
        Element response = document.getDocumentElement();
        response.setIdAttribute("ID", true);
        PublicKey key = token.getRelyingPartyRegistration()
                .getAssertingPartyMetadata()
                .getVerificationX509Credentials()
                .iterator()
                .next()
                .getCertificate()
                .getPublicKey();
        Element signature = (Element)
                document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
        if (signature == null
                || !XMLSignatureFactory.getInstance("DOM")
                        .unmarshalXMLSignature(new DOMValidateContext(key, signature))
                        .validate(new DOMValidateContext(key, signature))) {
            throw new Saml2AuthenticationException(new Saml2Error("invalid_signature", "The signature is wrong"));
        }
        String asked = token.getAuthenticationRequest() == null
                ? "no request"
                : token.getAuthenticationRequest().getId();
        if (!response.getAttribute("InResponseTo").equals(asked)) {
            throw new Saml2AuthenticationException(
                    new Saml2Error("invalid_in_response_to", "It answers another request"));
        }
        String name = document.getElementsByTagNameNS(ASSERTION, "NameID").item(0).getTextContent();
        DefaultSaml2AuthenticatedPrincipal principal =
                new DefaultSaml2AuthenticatedPrincipal(name, Map.of("mail", List.of(name + "@example.org")));
        principal.setRelyingPartyRegistrationId(token.getRelyingPartyRegistration().getRegistrationId());
        return new Saml2Authentication(
                principal, token.getSaml2Response(), AuthorityUtils.createAuthorityList("ROLE_USER"));
    }
}
