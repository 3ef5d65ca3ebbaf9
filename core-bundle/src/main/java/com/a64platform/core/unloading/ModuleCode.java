package com.a64platform.core.unloading;

import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what is made of a module's classes. Holds its class loader: nobody keeps one of these. */
public final class ModuleCode {
    /** More of a container is not looked through. */
    private static final int ENTRIES = 1_000;

    private final ClassLoader loader;

    public ModuleCode(ClassLoader loader) {
        this.loader = loader;
    }

    /** For what the JDK clears by class loader. */
    public ClassLoader loader() {
        return loader;
    }

    /** Whether this is the module's class loader or one that the module has made of it. */
    public boolean isLoader(ClassLoader other) {
        for (var one = other; one != null; one = one.getParent()) {
            if (one == loader) {
                return true;
            }
        }
        return false;
    }

    /** Whether something is an object of the module's classes, one of them, or their loader. */
    public boolean owns(Object thing) {
        if (thing == null) {
            return false;
        }
        return isLoader(thing.getClass().getClassLoader())
                || thing instanceof Class<?> type && isLoader(type.getClassLoader())
                || thing instanceof ClassLoader other && isLoader(other);
    }

    /** Whether it is the module's or one of Java's own containers with something of the module's in it. */
    public boolean isHeldBy(Object thing) {
        return owns(thing) || content(thing).anyMatch(this::owns);
    }

    /** Whether a class of this name is the module's, which also another version's may have. */
    public boolean defines(String className) {
        try {
            return owns(Class.forName(className, false, loader));
        } catch (ClassNotFoundException | LinkageError | IllegalStateException gone) {
            return false; // the framework does not load from a bundle that is uninstalled; loaded ones are found
        }
    }

    private static Stream<?> content(Object thing) {
        if (thing == null || thing.getClass().getClassLoader() != null) {
            return Stream.empty();
        }
        Stream<?> all = Stream.empty();
        if (thing instanceof Collection<?> many) {
            all = Stream.of(many.toArray());
        } else if (thing instanceof Map<?, ?> map) {
            all = Stream.concat(
                    Stream.of(map.keySet().toArray()), Stream.of(map.values().toArray()));
        } else if (thing instanceof Object[] many) {
            all = Stream.of(many);
        } else if (thing instanceof Reference<?> reference) {
            all = Stream.ofNullable(reference.get());
        } else if (thing instanceof Optional<?> one) {
            all = one.stream();
        }
        return all.limit(ENTRIES);
    }
}
