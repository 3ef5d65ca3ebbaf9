package com.a64platform.core.cli.developing;

import com.a64platform.core.bytecode.ClassShape;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Class files in memory and which source each came from. Immutable.
 *
 * @param files by binary name, such as {@code com.example.Farm$Field}
 * @param sources the path of the source by binary name
 */
record CompiledClasses(Map<String, byte[]> files, Map<String, String> sources) {
    static final CompiledClasses NONE = new CompiledClasses(Map.of(), Map.of());

    CompiledClasses {
        files = Map.copyOf(files);
        sources = Map.copyOf(sources);
    }

    /** Those that came from none of these sources. */
    CompiledClasses without(Set<String> replaced) {
        Map<String, byte[]> left = new TreeMap<>(files);
        left.keySet().removeIf(name -> replaced.contains(sources.get(name)));
        return new CompiledClasses(left, onlyOf(left.keySet()));
    }

    CompiledClasses and(CompiledClasses others) {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.putAll(others.files);
        Map<String, String> from = new TreeMap<>(sources);
        from.putAll(others.sources);
        return new CompiledClasses(all, from);
    }

    /** Whether these look to all other classes just as those that came from the same sources before. */
    boolean exchangeable(CompiledClasses before, Set<String> changed) {
        Set<String> replaced = new HashSet<>(before.files.keySet());
        replaced.removeAll(before.without(changed).files.keySet());
        return replaced.equals(files.keySet())
                && files.entrySet().stream().allMatch(one -> ClassShape.of(one.getValue())
                        .equals(ClassShape.of(before.files.get(one.getKey()))));
    }

    private Map<String, String> onlyOf(Set<String> names) {
        return names.stream().collect(Collectors.toMap(name -> name, sources::get));
    }
}
