package com.example.rain.gauge;

import com.example.rain.api.RainGauge;
import java.util.Map;

/** Measures the same rain everywhere. */
public final class SteadyGauge implements RainGauge {
    private final String version;

    public SteadyGauge(Map<String, Object> properties) {
        version = String.valueOf(properties.get("gauge.version"));
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public double millimetres(String field) {
        return 4.5 + field.length();
    }
}
