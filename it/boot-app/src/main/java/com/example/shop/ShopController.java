package com.example.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.WebAttributes;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.RequestContextUtils;

/** Holds what users do in the shop, and what the tests ask. */
@Controller
class ShopController {
    private final Cart cart;

    ShopController(Cart cart) {
        this.cart = cart;
    }

    @GetMapping("/")
    @ResponseBody
    String home(Principal user) {
        return "user=" + (user == null ? "nobody" : user.getName());
    }

    @PostMapping("/cart")
    @ResponseBody
    String add(@RequestParam("item") String item) {
        cart.add(new Cart.Item(item, 1));
        return "cart=" + cart.items();
    }

    @GetMapping("/cart")
    @ResponseBody
    String cart() {
        return "cart=" + cart.items();
    }

    @PostMapping("/change")
    @ResponseBody
    String change() {
        return Integer.toString(cart.change());
    }

    /** Returns what the session holds, by class, and how long it lives. */
    @GetMapping("/session")
    @ResponseBody
    Map<String, String> session(HttpSession session) {
        Map<String, String> found = new TreeMap<>();
        Collections.list(session.getAttributeNames())
                .forEach(name -> found.put(name, session.getAttribute(name).getClass().getName()));
        found.put("interval", Integer.toString(session.getMaxInactiveInterval()));
        return found;
    }

    @GetMapping("/interval")
    @ResponseBody
    String interval(HttpSession session, @RequestParam("seconds") int seconds) {
        session.setMaxInactiveInterval(seconds);
        return "interval=" + seconds;
    }

    /** Puts a value of a library's class into the session. */
    @GetMapping("/library")
    @ResponseBody
    String library(HttpSession session) {
        session.setAttribute("library", new org.springframework.util.LinkedCaseInsensitiveMap<String>());
        return "stored";
    }

    /** The failure of the last login, as Spring Security keeps it for the next page, and its cause. */
    @GetMapping("/failure")
    @ResponseBody
    String failure(HttpSession session) {
        Object failure = session.getAttribute(WebAttributes.AUTHENTICATION_EXCEPTION);
        return failure instanceof AuthenticationException exception
                ? exception.getMessage() + ", caused by " + exception.getCause()
                : "failure=" + failure;
    }

    @PostMapping("/flash")
    String flash(RedirectAttributes attributes) {
        attributes.addFlashAttribute("notice", new Cart.Item("flash", 7));
        return "redirect:/flashed";
    }

    @GetMapping("/flashed")
    @ResponseBody
    String flashed(HttpServletRequest request) {
        Map<String, ?> flash = RequestContextUtils.getInputFlashMap(request);
        return "notice=" + (flash == null ? null : flash.get("notice"));
    }
}
