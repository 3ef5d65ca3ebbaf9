package com.a64platform.core.cli.developing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;

/** The compiler's view of the files: libraries as they are, the module's classes in memory. For one compilation. */
final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final CompiledClasses known;
    private final Map<String, Output> outputs = new TreeMap<>();
    private final Map<String, String> sources = new TreeMap<>();

    /** @param known classes that are not compiled now */
    MemoryFiles(JavaFileManager libraries, CompiledClasses known) {
        super(libraries);
        this.known = known;
    }

    /** What was compiled. */
    CompiledClasses compiled() {
        Map<String, byte[]> files = new TreeMap<>();
        outputs.forEach((name, output) -> files.put(name, output.bytes.toByteArray()));
        return new CompiledClasses(files, sources);
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        var libraries = super.list(location, packageName, kinds, recurse);
        if (location != StandardLocation.CLASS_PATH || !kinds.contains(JavaFileObject.Kind.CLASS)) {
            return libraries;
        }
        List<JavaFileObject> all = new ArrayList<>();
        known.files().forEach((name, bytes) -> {
            if (within(packageName, name, recurse)) {
                all.add(new Known(name, bytes));
            }
        });
        libraries.forEach(all::add);
        return all;
    }

    private static boolean within(String packageName, String name, boolean recurse) {
        var own = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return own.equals(packageName) || recurse && (packageName.isEmpty() || own.startsWith(packageName + "."));
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof Known one ? one.binaryName : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject one, FileObject other) {
        return one instanceof Known || other instanceof Known ? one == other : super.isSameFile(one, other);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return file instanceof Known ? location == StandardLocation.CLASS_PATH : super.contains(location, file);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject source) throws IOException {
        if (kind != JavaFileObject.Kind.CLASS) {
            return super.getJavaFileForOutput(location, className, kind, source);
        }
        var output = new Output(className);
        outputs.put(className, output);
        sources.put(className, source == null ? "" : SourceText.pathOf(source));
        return output;
    }

    @Override
    public void close() {
        // the libraries stay open for the next compilation
    }

    private static URI address(String binaryName) {
        return URI.create("memory:///" + binaryName.replace('.', '/').replace("$", "%24") + ".class");
    }

    private static final class Known extends SimpleJavaFileObject {
        private final String binaryName;
        private final byte[] bytes;

        Known(String binaryName, byte[] bytes) {
            super(address(binaryName), Kind.CLASS);
            this.binaryName = binaryName;
            this.bytes = bytes;
        }

        @Override
        public InputStream openInputStream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static final class Output extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String binaryName) {
            super(address(binaryName), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            bytes.reset();
            return bytes;
        }
    }
}
