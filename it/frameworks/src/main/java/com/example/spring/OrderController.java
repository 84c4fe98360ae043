package com.example.spring;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A form of two pages, whose order Spring keeps in the session in between. */
@Controller
@RequestMapping("/order")
@SessionAttributes("order")
public class OrderController {
    private static final String ERRORS = "errors";

    /** A new order. */
    @ModelAttribute("order")
    public Order order() {
        return new Order();
    }

    /** The first page. */
    @GetMapping("/street")
    public View street(@ModelAttribute("order") Order order, CsrfToken token) {
        return Html.page(Html.form("order", "/order/street", token, Html.field("street", order.getStreet())));
    }

    /** Takes the first page. */
    @PostMapping("/street")
    public String takeStreet(@ModelAttribute("order") Order order) {
        return "redirect:/order/cups";
    }

    /** The second page, with what was wrong with it. */
    @GetMapping("/cups")
    public View cups(@ModelAttribute("order") Order order, Model model, CsrfToken token) {
        Object errors = model.asMap().get(ERRORS);
        String error = errors instanceof BindingResult result && result.hasErrors()
                ? String.valueOf(result.getFieldErrors().get(0).getRejectedValue())
                : "";
        return Html.page("<b id=\"street\">" + order.getStreet() + "</b><b id=\"error\">" + error + "</b>"
                + Html.form("order", "/order/cups", token, Html.field("cups", "")));
    }

    /** Takes the second page; an error goes through a redirect, as a flash attribute. */
    @PostMapping("/cups")
    public String takeCups(
            @ModelAttribute("order") Order order,
            BindingResult errors,
            RedirectAttributes redirect,
            SessionStatus status) {
        if (errors.hasErrors()) {
            redirect.addFlashAttribute(ERRORS, errors);
            return "redirect:/order/cups";
        }
        redirect.addFlashAttribute("done", order.getCups() + " cups to " + order.getStreet());
        status.setComplete();
        return "redirect:/cart";
    }
}
