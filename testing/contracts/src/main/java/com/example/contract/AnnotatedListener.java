package com.example.contract;

import jakarta.servlet.annotation.WebListener;

/** A listener that no descriptor names. */
@WebListener
public class AnnotatedListener extends Listening {}
