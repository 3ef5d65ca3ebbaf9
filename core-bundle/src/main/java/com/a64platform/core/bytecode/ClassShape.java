package com.a64platform.core.bytecode;

import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What other classes are compiled against: a class without the code of its methods and without its private methods. Two
 * equal shapes can be exchanged without compiling anything else anew. Constants are part of it, because compilers copy
 * them; so are the names of private fields, because they hide inherited ones. Immutable.
 */
public final class ClassShape {
    private final byte[] bytes;

    private ClassShape(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param classFile as a compiler wrote it */
    public static ClassShape of(byte[] classFile) {
        var reader = new ClassReader(classFile);
        var writer = new ClassWriter(0);
        reader.accept(new Outside(writer), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassShape(writer.toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassShape shape && Arrays.equals(bytes, shape.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    private static final class Outside extends ClassVisitor {
        private String name = "";

        Outside(ClassVisitor target) {
            super(Opcodes.ASM9, target);
        }

        @Override
        public void visit(int version, int access, String className, String signature, String parent, String[] types) {
            name = className;
            super.visit(version, access, className, signature, parent, types);
        }

        /** The list has whatever the code mentions; of the others only one's own flags matter. */
        @Override
        public void visitInnerClass(String inner, String outer, String simpleName, int access) {
            if (inner.equals(name) || name.equals(outer)) {
                super.visitInnerClass(inner, outer, simpleName, access);
            }
        }

        @Override
        public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
            boolean hidden = (access & Opcodes.ACC_PRIVATE) != 0;
            return super.visitField(access, field, descriptor, signature, hidden ? null : value);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] thrown) {
            return (access & Opcodes.ACC_PRIVATE) != 0
                    ? null
                    : super.visitMethod(access, method, descriptor, signature, thrown);
        }
    }
}
