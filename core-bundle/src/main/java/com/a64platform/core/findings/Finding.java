package com.a64platform.core.findings;

/**
 * One thing that a rule found.
 *
 * @param rule id of the rule
 * @param place where: a method, a class, a file or a header, made printable
 * @param sentence what it is and what to do
 */
public record Finding(String rule, Severity severity, String place, String sentence) {}
