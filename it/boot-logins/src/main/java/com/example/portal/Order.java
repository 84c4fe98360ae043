package com.example.portal;

import java.io.Serializable;

/** Describes what a user fills in on several pages. */
public class Order implements Serializable {
    private static final long serialVersionUID = 1L;

    private String item = "";
    private int count;

    public String getItem() {
        return item;
    }

    public void setItem(String item) {
        this.item = item;
    }

    public int getCount() {
        return count;
    }

    public void setCount(int count) {
        this.count = count;
    }
}
