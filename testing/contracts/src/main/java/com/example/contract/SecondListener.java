package com.example.contract;

/** The second one, where two are declared. */
public class SecondListener extends Listening {}
