package com.a64platform.core.cli.developing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.tools.FileObject;
import javax.tools.SimpleJavaFileObject;

/** A Java source as it was read: what is compiled is what was compared, even when the file changes meanwhile. */
final class SourceText extends SimpleJavaFileObject {
    private final String path;
    private final String text;

    SourceText(Path file, byte[] content) {
        super(file.toUri(), Kind.SOURCE);
        this.path = file.toString();
        this.text = new String(content, StandardCharsets.UTF_8);
    }

    /** The path of the source that the compiler names. */
    static String pathOf(FileObject source) {
        return source instanceof SourceText ours ? ours.path : pathOf(source.toUri());
    }

    private static String pathOf(URI address) {
        return "file".equals(address.getScheme()) ? Path.of(address).toString() : address.toString();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
