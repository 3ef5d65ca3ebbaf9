package com.a64platform.core.scanning;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Unpacks every entry once, to see that it is what it says, and keeps the few that are wanted. */
final class Contents {
    private static final List<String> NATIVE = List.of(".so", ".dll", ".dylib", ".jnilib", ".exe", ".sl", ".a");
    private static final List<String> ARCHIVE = List.of(".jar", ".zip", ".war", ".ear");

    private final Budget budget;
    private final Path scratch;
    private final boolean nested;
    private final Map<String, Integer> wanted = new HashMap<>();
    private final Map<String, byte[]> found = new HashMap<>();

    /** @param scratch folder for the one nested archive that is being read */
    Contents(Budget budget, Path scratch) {
        this(budget, scratch, false);
    }

    private Contents(Budget budget, Path scratch, boolean nested) {
        this.budget = budget;
        this.scratch = scratch;
        this.nested = nested;
    }

    /** Keeps the entry of this name, which may have at most so many bytes. */
    void wanted(String name, int most) {
        wanted.put(name, most);
    }

    Optional<byte[]> found(String name) {
        return Optional.ofNullable(found.get(name));
    }

    void read(Path archive) throws IOException, Refusal {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ)) {
            budget.archive(file.size());
            CentralDirectory directory = new CentralDirectory(file);
            for (Entry entry : directory.read(budget, new EntryNames(nested))) {
                if (!entry.directory()) {
                    read(entry, new EntryData(file, directory.dataStart(entry), entry, budget));
                }
            }
        }
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
        } else if (wanted.containsKey(entry.name())) {
            keep(entry, data);
        } else {
            data.copyTo(OutputStream.nullOutputStream());
        }
    }

    private void keep(Entry entry, EntryData data) throws IOException, Refusal {
        if (entry.size() > wanted.get(entry.name())) {
            throw new Refusal("its entry " + entry.name() + " is larger than " + wanted.get(entry.name())
                    + " bytes; make it smaller");
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        data.copyTo(kept);
        found.put(entry.name(), kept.toByteArray());
    }

    private void archive(Entry entry, EntryData data) throws IOException, Refusal {
        if (nested) {
            throw new Refusal("it nests archives more than one deep, at " + EntryNames.printable(entry.name())
                    + "; unpack the inner one");
        }
        Path copy = Files.createTempFile(scratch, "a64-scan-", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(copy)) {
                data.copyTo(out);
            }
            new Contents(budget, scratch, true).read(copy);
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
