package com.example.portal;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.bind.support.SessionStatus;

/** A form over several pages, kept by {@code @SessionAttributes}. */
@Controller
@SessionAttributes("order")
class OrderController {
    @ModelAttribute("order")
    Order order() {
        return new Order();
    }

    @PostMapping("/{area}/order")
    String fill(@ModelAttribute("order") Order order) {
        return "redirect:order";
    }

    @GetMapping("/{area}/order")
    @ResponseBody
    String show(@ModelAttribute("order") Order order) {
        return order.getCount() + " " + order.getItem();
    }

    @PostMapping("/{area}/order/done")
    String done(@ModelAttribute("order") Order order, SessionStatus status) {
        status.setComplete();
        return "redirect:../order";
    }
}
