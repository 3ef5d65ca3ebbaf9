package com.a64platform.core.bytecode;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Walks through the code of a class and notes where the wanted references are. */
final class Places extends ClassVisitor {
    private final Set<Reference> wanted;
    private final Map<Reference, String> found = new HashMap<>();
    private String type = "";

    Places(Set<Reference> wanted) {
        super(Opcodes.ASM9);
        this.wanted = wanted;
    }

    Map<Reference, String> found() {
        return found;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
        type = Reference.dotted(name);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new Method(type + "." + name);
    }

    private final class Method extends MethodVisitor {
        private final String place;

        Method(String place) {
            super(Opcodes.ASM9);
            this.place = place;
        }

        private void note(Reference reference) {
            if (wanted.contains(reference)) {
                found.putIfAbsent(reference, place);
            }
        }

        @Override
        public void visitTypeInsn(int opcode, String internal) {
            note(Reference.type(internal));
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            note(Reference.type(descriptor));
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String internal) {
            if (internal != null) {
                note(Reference.type(internal));
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            member(owner, name);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            member(owner, name);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            constant(bootstrap);
            for (Object argument : arguments) {
                constant(argument);
            }
        }

        @Override
        public void visitLdcInsn(Object value) {
            constant(value);
        }

        private void constant(Object value) {
            if (value instanceof String text) {
                note(Reference.text(text));
            } else if (value instanceof Type named && named.getSort() >= Type.ARRAY && named.getSort() <= Type.OBJECT) {
                note(Reference.type(named.getInternalName()));
            } else if (value instanceof Handle handle) {
                member(handle.getOwner(), handle.getName());
            } else if (value instanceof ConstantDynamic dynamic) {
                constant(dynamic.getBootstrapMethod());
                for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                    constant(dynamic.getBootstrapMethodArgument(i));
                }
            }
        }

        private void member(String owner, String name) {
            note(Reference.type(owner));
            note(Reference.member(owner, name));
        }
    }
}
