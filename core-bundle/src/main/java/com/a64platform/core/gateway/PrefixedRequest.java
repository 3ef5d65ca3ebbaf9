package com.a64platform.core.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request as an application mounted at a prefix sees it. */
final class PrefixedRequest extends HttpServletRequestWrapper {
    private final String prefix;

    PrefixedRequest(HttpServletRequest request, String prefix) {
        super(request);
        this.prefix = prefix;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return prefix;
    }

    @Override
    public String getPathInfo() {
        return getRequestURI().substring(prefix.length());
    }
}
