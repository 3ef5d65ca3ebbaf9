package com.example;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Code that a module may not have, as the compiler writes it. Nothing of it is ever run. */
public final class Hostile {
    private Hostile() {}

    public static final class Harmless {
        List<String> names(Map<String, String> map) {
            return map.keySet().stream().map(name -> "Hello " + name).toList();
        }
    }

    public static final class Exits {
        void stop() {
            System.exit(1);
        }
    }

    public static final class Halts {
        Consumer<Integer> stop() {
            return Runtime.getRuntime()::halt;
        }
    }

    public static final class Starts {
        void start() throws IOException {
            new ProcessBuilder("id").start();
        }
    }

    public static final class Executes {
        void start() throws IOException {
            Runtime.getRuntime().exec(new String[] {"id"});
        }
    }

    public static final class Loads {
        void load() {
            System.loadLibrary("evil");
        }
    }

    public static final class Native {
        native void call();
    }

    public static final class Loader extends ClassLoader {
        Class<?> make(byte[] bytes) {
            return defineClass("x.Y", bytes, 0, bytes.length);
        }
    }

    public static final class Environment {
        Supplier<Map<String, String>> secrets() {
            return System::getenv;
        }
    }

    public static final class Connects {
        Socket connect() throws IOException {
            return new Socket("evil.example.com", 80);
        }
    }

    public static final class ReadsFiles {
        byte[] read() throws IOException {
            return Files.readAllBytes(Path.of("/etc/passwd"));
        }
    }

    public static final class ReadsFilesTheOldWay {
        InputStream read() throws IOException {
            return new FileInputStream("/etc/passwd");
        }
    }

    public static final class WritesFiles {
        boolean write() {
            return new File("/tmp/x").delete();
        }
    }

    public static final class Deserializes {
        Object read(InputStream in) throws IOException, ClassNotFoundException {
            return new ObjectInputStream(in).readObject();
        }
    }

    public static final class SetsGlobals {
        void set() {
            System.setProperty("java.io.tmpdir", "/");
        }
    }

    public static final class MakesThreads {
        Thread make() {
            return new Thread(() -> {});
        }
    }

    public static final class OpensPrivates {
        void open(Method method) {
            method.setAccessible(true);
        }
    }

    public static final class HooksTheEnd {
        void hook(Thread thread) {
            Runtime.getRuntime().addShutdownHook(thread);
        }
    }

    public static final class TakesOtherLoaders {
        ClassLoader take() {
            return ClassLoader.getSystemClassLoader();
        }
    }

    public static final class NamesTheInside {
        Object name() {
            return "com.a64platform.core.modules.AdmittedBundles";
        }
    }

    public static final class LoadsByName {
        Class<?> load(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }

    public static final class NamesAClass {
        String name() {
            return "java.lang.ProcessBuilder";
        }
    }

    public static final class NamesTheInsideOfJava {
        Class<?> load() throws ClassNotFoundException {
            return Class.forName("com.sun.rowset.JdbcRowSetImpl");
        }
    }

    public static final class LooksUpAMethod {
        Object look() throws ReflectiveOperationException {
            return Class.forName("java.lang.Runtime").getMethod("exec", String.class);
        }
    }

    public static final class MentionsAProperty {
        String ask() throws ClassNotFoundException {
            Class.forName("com.example.Own");
            return System.getProperty("sun.arch.data.model");
        }
    }

    public static byte[] bytes(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class of this name whose one method calls a static method without arguments. */
    public static byte[] calling(String name, String owner, String method) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "run", "()V", null, null);
        code.visitCode();
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, "()V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
