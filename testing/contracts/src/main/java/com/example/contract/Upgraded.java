package com.example.contract;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A protocol that ends before anything is sent. */
public class Upgraded implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void destroy() {}
}
