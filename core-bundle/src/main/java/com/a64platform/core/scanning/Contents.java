package com.a64platform.core.scanning;

import com.a64platform.core.bytecode.ClassFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unpacks every entry once, to see that it is what it says, has the rules look at every class, and keeps the few entries
 * that are wanted.
 */
final class Contents {
    private static final List<String> NATIVE = List.of(".so", ".dll", ".dylib", ".jnilib", ".exe", ".sl", ".a");
    private static final List<String> ARCHIVE = List.of(".jar", ".zip", ".war", ".ear");
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([1-9][0-9]{0,3})/.*");
    private static final int CLASS_BYTES = 4 * 1024 * 1024;

    private final Budget budget;
    private final Path scratch;
    private final boolean nested;
    private final CodeScan code;
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, byte[]> found = new HashMap<>();
    private final Set<String> files = new HashSet<>();
    private final Set<String> archives = new HashSet<>();

    /** @param scratch folder for the one nested archive that is being read */
    Contents(Budget budget, Path scratch, CodeScan code) {
        this(budget, scratch, code, false);
    }

    private Contents(Budget budget, Path scratch, CodeScan code, boolean nested) {
        this.budget = budget;
        this.scratch = scratch;
        this.code = code;
        this.nested = nested;
    }

    /** Keeps the entry of this name, which may have at most so many bytes. */
    void wanted(String name, int most) {
        wanted.put(name, most);
    }

    Optional<byte[]> found(String name) {
        return Optional.ofNullable(found.get(name));
    }

    /** Whether it is a file that was not read as an archive. */
    boolean plainFile(String name) {
        return files.contains(name) && !archives.contains(name);
    }

    void read(Path archive) throws IOException, Refusal {
        readOnly(archive, name -> true);
        if (files.stream().anyMatch(SignedJar::isSignature)) {
            SignedJar.check(archive, nested);
        }
    }

    /** Reads some entries and leaves the others unread. */
    void readOnly(Path archive, Predicate<String> names) throws IOException, Refusal {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ);
                EntryData.Buffers buffers = new EntryData.Buffers()) {
            budget.archive(file.size());
            CentralDirectory directory = new CentralDirectory(file);
            for (Entry entry : directory.read(budget, new EntryNames(nested))) {
                if (!entry.directory() && names.test(entry.name())) {
                    files.add(entry.name());
                    read(entry, new EntryData(file, directory.dataStart(entry), entry, budget, buffers));
                }
            }
        }
    }

    /** Some entries' bytes by their names; none may have more than so many. */
    Map<String, byte[]> keep(Path archive, Predicate<String> names, int most) throws IOException, Refusal {
        readOnly(archive, name -> {
            if (names.test(name)) {
                wanted(name, most);
            }
            return names.test(name);
        });
        return found;
    }

    private void read(Entry entry, EntryData data) throws IOException, Refusal {
        String name = entry.name().toLowerCase(Locale.ROOT);
        byte[] head = data.head();
        if (Magic.program(head) || NATIVE.stream().anyMatch(name::endsWith)) {
            throw new Refusal("it carries native code, " + EntryNames.printable(entry.name())
                    + "; modules are pure Java, leave it out");
        }
        if (Magic.archive(head) || ARCHIVE.stream().anyMatch(name::endsWith)) {
            archive(entry, data);
        } else if (ClassFile.isMagic(head) || name.endsWith(".class")) {
            code.look(entry.name(), bytes(entry, data, CLASS_BYTES), newestJava(entry.name()));
        } else if (wanted.containsKey(entry.name())) {
            found.put(entry.name(), bytes(entry, data, wanted.get(entry.name())));
        } else {
            data.copyTo(OutputStream.nullOutputStream());
        }
    }

    /** What is for a newer Java only is not loaded by this one, but may be after an update of Java. */
    private static int newestJava(String name) {
        int here = Runtime.version().feature();
        Matcher versioned = VERSIONED.matcher(name);
        return versioned.matches() ? Math.max(here, Integer.parseInt(versioned.group(1))) : here;
    }

    private static byte[] bytes(Entry entry, EntryData data, int most) throws IOException, Refusal {
        if (entry.size() > most) {
            throw new Refusal("its entry " + EntryNames.printable(entry.name()) + " is larger than " + most
                    + " bytes; make it smaller");
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream((int) entry.size());
        data.copyTo(kept);
        return kept.toByteArray();
    }

    private void archive(Entry entry, EntryData data) throws IOException, Refusal {
        if (nested) {
            throw new Refusal("it nests archives more than one deep, at " + EntryNames.printable(entry.name())
                    + "; unpack the inner one");
        }
        archives.add(entry.name());
        Path copy = Files.createTempFile(scratch, "a64-scan-", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(copy)) {
                data.copyTo(out);
            }
            new Contents(budget, scratch, code, true).read(copy);
        } finally {
            Files.delete(copy);
        }
    }

    /** What the first bytes of a file say it is. */
    private static final class Magic {
        private static final List<byte[]> PROGRAMS = List.of(
                new byte[] {0x7F, 'E', 'L', 'F'},
                new byte[] {(byte) 0xFE, (byte) 0xED, (byte) 0xFA, (byte) 0xCE},
                new byte[] {(byte) 0xFE, (byte) 0xED, (byte) 0xFA, (byte) 0xCF},
                new byte[] {(byte) 0xCE, (byte) 0xFA, (byte) 0xED, (byte) 0xFE},
                new byte[] {(byte) 0xCF, (byte) 0xFA, (byte) 0xED, (byte) 0xFE},
                new byte[] {'M', 'Z', (byte) 0x90, 0});
        private static final byte[] ARCHIVE = {'P', 'K', 3, 4};

        static boolean program(byte[] head) {
            return PROGRAMS.stream().anyMatch(magic -> Arrays.equals(magic, head));
        }

        static boolean archive(byte[] head) {
            return Arrays.equals(ARCHIVE, head);
        }
    }
}
