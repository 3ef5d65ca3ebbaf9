package com.a64platform.core.dumps;

/** Another member of an archive. Immutable. */
public record DumpedFile(String path, long bytes, String sha256) {}
