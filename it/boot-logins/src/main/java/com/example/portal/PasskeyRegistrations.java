package com.example.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialParameters;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.registration.PublicKeyCredentialCreationOptionsRepository;

/** Keeps of a registration that has begun what differs from one to the next: whose it is, and its challenge. */
final class PasskeyRegistrations implements PublicKeyCredentialCreationOptionsRepository {
    private static final String NAME = Registration.class.getName();

    record Registration(String id, String name, String user, String userName, byte[] userId, byte[] challenge)
            implements Serializable {}

    @Override
    public void save(
            HttpServletRequest request, HttpServletResponse response, PublicKeyCredentialCreationOptions options) {
        if (options == null) {
            request.getSession().removeAttribute(NAME);
            return;
        }
        request.getSession()
                .setAttribute(
                        NAME,
                        new Registration(
                                options.getRp().getId(),
                                options.getRp().getName(),
                                options.getUser().getName(),
                                options.getUser().getDisplayName(),
                                options.getUser().getId().getBytes(),
                                options.getChallenge().getBytes()));
    }

    @Override
    public PublicKeyCredentialCreationOptions load(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(NAME) instanceof Registration begun)) {
            return null;
        }
        return PublicKeyCredentialCreationOptions.builder()
                .rp(PublicKeyCredentialRpEntity.builder()
                        .id(begun.id())
                        .name(begun.name())
                        .build())
                .user(ImmutablePublicKeyCredentialUserEntity.builder()
                        .id(new Bytes(begun.userId()))
                        .name(begun.user())
                        .displayName(begun.userName())
                        .build())
                .challenge(new Bytes(begun.challenge()))
                .pubKeyCredParams(
                        PublicKeyCredentialParameters.EdDSA,
                        PublicKeyCredentialParameters.ES256,
                        PublicKeyCredentialParameters.RS256)
                .authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                        .residentKey(ResidentKeyRequirement.REQUIRED)
                        .userVerification(UserVerificationRequirement.PREFERRED)
                        .build())
                .build();
    }
}
