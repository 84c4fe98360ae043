package com.example.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The cart, and what only an administrator sees. */
@Controller
public class CartController {
    private final Cart cart;

    /** Makes one with the proxy of the session's cart. */
    @Autowired
    public CartController(Cart cart) {
        this.cart = cart;
    }

    /** The cart, and once, after a redirect, what was done. */
    @GetMapping(path = "/cart", produces = "text/html")
    @ResponseBody
    public String cart(Model model, Principal user, CsrfToken token) {
        return "<b id=\"user\">" + user.getName() + "</b><b id=\"items\">" + String.join(",", cart.getItems())
                + "</b><b id=\"done\">" + model.asMap().getOrDefault("done", "") + "</b>"
                + Html.form("cart", "/cart", token, Html.field("item", ""))
                + Html.form("logout", "/logout", token, "");
    }

    /** Puts something into the cart. */
    @PostMapping("/cart")
    public String add(@RequestParam("item") String item, RedirectAttributes redirect, HttpServletRequest request) {
        cart.add(item);
        redirect.addFlashAttribute("done", "added " + item);
        return "redirect:/cart";
    }

    /** Returns it for administrators. */
    @GetMapping("/admin")
    @ResponseBody
    public String admin() {
        return "secrets";
    }
}
