package com.example.contract;

/** The first one, where two are declared. */
public class FirstListener extends Listening {}
