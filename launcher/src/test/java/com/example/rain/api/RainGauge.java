package com.example.rain.api;

/** A service between modules: what one of them measures and others report. Thread-safe. */
public interface RainGauge {
    /** The version of the module that answers. */
    String version();

    /** Rain of the last day. */
    double millimetres(String field);
}
