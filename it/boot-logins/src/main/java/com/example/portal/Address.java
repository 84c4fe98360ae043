package com.example.portal;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.io.Serializable;

/** An entity that hangs on another one. */
@Entity
public class Address implements Serializable {
    private static final long serialVersionUID = 1L;

    @Id
    @GeneratedValue
    private Long id;

    private String street;

    protected Address() {}

    public String getStreet() {
        return street + " (" + id + ")";
    }
}
