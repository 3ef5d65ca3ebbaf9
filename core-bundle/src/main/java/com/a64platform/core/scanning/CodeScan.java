package com.a64platform.core.scanning;

import com.a64platform.core.bytecode.ClassFile;
import com.a64platform.core.bytecode.Reference;
import com.a64platform.core.bytecode.Reference.Kind;
import com.a64platform.core.bytecode.UnreadableClass;
import com.a64platform.core.findings.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Collects over all classes of an artifact what the rules say. Names in constant texts count as what they name: those of
 * members where their class is named too, those of classes once anything in the artifact loads classes by name. Not
 * thread-safe.
 */
final class CodeScan {
    private static final int LONGEST_NAME = 300;
    private static final String INSIDE = "com.a64platform.core.";
    private static final Pattern CLASS_NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*");
    private static final Set<String> LOADS = Set.of("forName", "loadClass", "findClass");
    private static final Set<String> LOOKUPS = Set.of(
            "getMethod",
            "getMethods",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getField",
            "getDeclaredField",
            "findVirtual",
            "findStatic",
            "findSpecial");

    private static final Set<String> WATCHED =
            Rules.ALL.stream().flatMap(Rule::owners).collect(Collectors.toSet());

    /** Asked for every name in every class, so each is worked out once. */
    private final Map<String, List<Rule>> ofTypes = new HashMap<>();

    private final Set<String> own = new HashSet<>();
    private final Hits used = new Hits();
    private final Hits named = new Hits();
    private boolean loadsByName;

    /** @param newestJava the newest version of Java whose class files are taken */
    void look(String entry, byte[] bytes, int newestJava) throws Refusal {
        try {
            ClassFile file = ClassFile.parse(bytes, newestJava);
            own.add(file.name());
            Map<Reference, List<Rule>> broken = new LinkedHashMap<>();
            for (Reference reference : file.references()) {
                List<Rule> rules = rules(reference);
                if (!rules.isEmpty()) {
                    broken.put(reference, rules);
                }
            }
            note(file, broken, used);
            names(file);
        } catch (UnreadableClass unreadable) {
            throw new Refusal("its class " + EntryNames.printable(entry) + " " + unreadable.getMessage()
                    + ", so nobody can say what is in it; compile it again or leave it out");
        }
    }

    /** What the descriptor's permissions leave of it. */
    List<Finding> findings(List<String> permissions) {
        if (loadsByName) {
            named.into(used);
        }
        List<Finding> found = new ArrayList<>();
        for (Rule rule : Rules.ALL) {
            for (String place : used.places(rule, own)) {
                found.add(rule.finding(place, permissions));
            }
        }
        return found;
    }

    private List<Rule> rules(Reference reference) {
        return switch (reference.kind()) {
            case TEXT -> List.of();
            case TYPE -> ofType(reference.owner());
            case MEMBER -> WATCHED.contains(reference.owner()) ? matching(reference) : List.of();
            default -> matching(reference);
        };
    }

    private List<Rule> ofType(String name) {
        return ofTypes.computeIfAbsent(name, asked -> matching(new Reference(Kind.TYPE, asked, "")));
    }

    private static List<Rule> matching(Reference reference) {
        return Rules.ALL.stream().filter(rule -> rule.matches(reference)).toList();
    }

    private static void note(ClassFile file, Map<Reference, List<Rule>> broken, Hits hits) throws UnreadableClass {
        Map<Reference, String> places = hits.wants(broken) ? file.places(broken.keySet()) : Map.of();
        broken.forEach((reference, rules) -> {
            String place = reference.kind() == Kind.NATIVE
                    ? file.name() + "." + reference.name()
                    : places.getOrDefault(reference, file.name());
            rules.forEach(rule -> hits.add(rule, reference.owner(), place));
        });
    }

    /** What the class may reach by reflection, as far as its constants show. */
    private void names(ClassFile file) throws UnreadableClass {
        Set<String> types = new HashSet<>();
        Set<String> texts = new HashSet<>();
        boolean lookups = false;
        for (Reference reference : file.references()) {
            switch (reference.kind()) {
                case MEMBER -> {
                    loadsByName |= LOADS.contains(reference.name());
                    lookups |= LOOKUPS.contains(reference.name());
                }
                case TYPE -> types.add(reference.owner());
                case TEXT -> texts.add(reference.owner());
                default -> {}
            }
        }
        classNames(file, texts);
        if (lookups) {
            types.addAll(texts);
            members(file, types, texts);
        }
    }

    private void classNames(ClassFile file, Set<String> texts) throws UnreadableClass {
        for (String text : texts) {
            String name = text.length() <= LONGEST_NAME ? text.replace('/', '.') : "";
            boolean inside = (name + ".").startsWith(INSIDE);
            if (inside || CLASS_NAME.matcher(name).matches()) {
                List<Rule> rules = ofType(inside ? INSIDE : name).stream()
                        .map(Rules::whenNamed)
                        .toList();
                note(file, Map.of(new Reference(Kind.TEXT, text, ""), rules), inside ? used : named);
            }
        }
    }

    private void members(ClassFile file, Set<String> types, Set<String> texts) {
        for (String owner : WATCHED) {
            if (types.contains(owner)) {
                for (String text : texts) {
                    matching(new Reference(Kind.MEMBER, owner, text))
                            .forEach(rule -> used.add(rule, owner, file.name()));
                }
            }
        }
    }
}
