package com.example.contract;

import jakarta.servlet.annotation.WebListener;

/** One that no descriptor names. */
@WebListener
public class AnnotatedListener extends Listening {}
