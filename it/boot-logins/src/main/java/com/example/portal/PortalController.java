package com.example.portal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.RequestContextUtils;

/** Describes what everybody does who is in, whatever the login was. */
@Controller
class PortalController {
    private final Notes notes;
    private final NoteService service;

    PortalController(Notes notes, NoteService service) {
        this.notes = notes;
        this.service = service;
    }

    @GetMapping("/{area}/me")
    @ResponseBody
    String me(Authentication login) {
        return login.getName() + " by " + login.getClass().getSimpleName() + ", principal "
                + login.getPrincipal().getClass().getSimpleName();
    }

    /** Shows what the provider calls its session. */
    @GetMapping("/oidc/sid")
    @ResponseBody
    String sid(@AuthenticationPrincipal OidcUser user) {
        return user.getClaimAsString("sid");
    }

    @PostMapping("/{area}/notes")
    @ResponseBody
    String note(@RequestParam("text") String text) {
        service.add(notes, text);
        return notes.texts().toString();
    }

    @GetMapping("/{area}/notes")
    @ResponseBody
    String notes() {
        return notes.texts().toString();
    }

    /** Shows why the last login failed, as Spring Security keeps it in the session for the next page. */
    @GetMapping("/{area}/failure")
    @ResponseBody
    String failure(HttpSession session) {
        Object failure = session.getAttribute(WebAttributes.AUTHENTICATION_EXCEPTION);
        return failure instanceof AuthenticationException exception
                ? exception.getClass().getSimpleName() + ": " + exception.getMessage()
                : "failure=" + failure;
    }

    @GetMapping("/{area}/token")
    @ResponseBody
    String token(CsrfToken token) {
        return token.getToken();
    }

    @PostMapping("/{area}/flash")
    String flash(RedirectAttributes attributes, @RequestParam("text") String text) {
        attributes.addFlashAttribute("note", new Notes.Note(text));
        return "redirect:flashed";
    }

    @GetMapping("/{area}/flashed")
    @ResponseBody
    String flashed(HttpServletRequest request) {
        Map<String, ?> flash = RequestContextUtils.getInputFlashMap(request);
        return "note=" + (flash == null ? null : flash.get("note"));
    }
}
