package com.example.spring5;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes and shows the session's counter. */
@RestController
public class CounterController {
    private final Counter counter;

    /** Makes one with the proxy of the session's counter. */
    @Autowired
    public CounterController(Counter counter) {
        this.counter = counter;
    }

    /** Adds one. */
    @PostMapping("/counter")
    public String add() {
        counter.add();
        return "added";
    }

    /** Returns how often one was added. */
    @GetMapping("/counter")
    public String show() {
        return Integer.toString(counter.getCount());
    }
}
