package com.a64platform.core.bytecode;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * One class file. What it refers to is taken from its constant pool, because code can reach nothing that is not named
 * there; only where something is used needs a look at the code itself. Not thread-safe.
 */
public final class ClassFile {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int FIRST_MAJOR = 45;
    private static final int NEWEST_MAJOR = Opcodes.V26 & 0xFFFF;
    private static final int PREVIEW_MINOR = 0xFFFF;
    private static final int HEAD = 10;

    private final ClassReader reader;
    private final Set<Reference> references = new HashSet<>();

    private ClassFile(ClassReader reader) {
        this.reader = reader;
    }

    /** Whether the first four bytes are those of a class file. */
    public static boolean isMagic(byte[] head) {
        return head.length >= 4 && integer(head) == MAGIC;
    }

    /**
     * @param newestJava the newest version of Java whose class files are taken
     * @throws UnreadableClass when it is malformed or newer, because then nobody knows what is in it
     */
    public static ClassFile parse(byte[] bytes, int newestJava) throws UnreadableClass {
        if (bytes.length < HEAD || !isMagic(bytes)) {
            throw new UnreadableClass("is no class file");
        }
        int minor = (bytes[4] & 0xFF) << 8 | (bytes[5] & 0xFF);
        int major = (bytes[6] & 0xFF) << 8 | (bytes[7] & 0xFF);
        if (major < FIRST_MAJOR) {
            throw new UnreadableClass("is no class file");
        }
        if (major > Math.min(NEWEST_MAJOR, newestJava + FIRST_MAJOR - 1)) {
            throw new UnreadableClass(
                    "is compiled for Java " + (major - FIRST_MAJOR + 1) + ", which is newer than can be checked here");
        }
        if (minor == PREVIEW_MINOR) {
            throw new UnreadableClass("uses preview features of Java");
        }
        try {
            ClassFile file = new ClassFile(new ClassReader(bytes));
            file.constants();
            file.reader.accept(
                    file.new Outline(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return file;
        } catch (RuntimeException malformed) {
            // what the reader throws for a malformed file depends on where it stumbles
            throw new UnreadableClass("is a malformed class file", malformed);
        }
    }

    /** Its name, with dots. */
    public String name() {
        return Reference.dotted(reader.getClassName());
    }

    public Set<Reference> references() {
        return references;
    }

    /**
     * Finds for each of these the method that uses it first, as {@code Class.method}; those that no method uses are
     * missing.
     */
    public Map<Reference, String> places(Set<Reference> wanted) throws UnreadableClass {
        Places places = new Places(wanted);
        try {
            reader.accept(places, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (RuntimeException malformed) {
            throw new UnreadableClass("is a malformed class file", malformed);
        }
        return places.found();
    }

    private void constants() {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at != 0) {
                constant(at, buffer);
            }
        }
    }

    /** The tags of JVMS 4.4; method handles and dynamic constants name only what is a constant of its own. */
    private void constant(int at, char[] buffer) {
        switch (reader.readByte(at - 1)) {
            case 7 -> references.add(Reference.type(reader.readUTF8(at, buffer)));
            case 8 -> references.add(Reference.text(reader.readUTF8(at, buffer)));
            case 9, 10, 11 -> {
                int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
                references.add(Reference.member(reader.readClass(at, buffer), reader.readUTF8(nameAndType, buffer)));
            }
            default -> {}
        }
    }

    private static int integer(byte[] head) {
        return head[0] << 24 | (head[1] & 0xFF) << 16 | (head[2] & 0xFF) << 8 | (head[3] & 0xFF);
    }

    /** What stands in the class file's structure rather than in its constants. */
    private final class Outline extends ClassVisitor {
        Outline() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            if (parent != null) {
                references.add(new Reference(Reference.Kind.PARENT, Reference.dotted(parent), ""));
            }
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if ((access & Opcodes.ACC_NATIVE) != 0) {
                references.add(new Reference(Reference.Kind.NATIVE, ClassFile.this.name(), name));
            }
            return null;
        }
    }
}
