package com.a64platform.core.retention;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The archives of modules' data in this node's home. A file is there whole or not at all. Thread-safe. */
@Component(service = DataArchives.class)
public final class DataArchives {
    /** The member that holds the settings. */
    public static final String SETTINGS = "settings.json";

    private static final String SUFFIX = ".a64data";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Databases databases;
    private final Path folder;
    private final EncryptionSecret secret;

    @Activate
    public DataArchives(@Reference Databases databases, @Reference Platform platform) {
        this(databases, platform.home().data().resolve("archives"), EncryptionSecret.of(platform));
    }

    private DataArchives(Databases databases, Path folder, EncryptionSecret secret) {
        this.databases = databases;
        this.folder = folder;
        this.secret = secret;
    }

    /**
     * Whose data goes into an archive.
     *
     * @param database the tenant's
     * @param reason what it is written for
     */
    public record Origin(String tenantId, String database, String module, String version, int schema, String reason) {}

    /** The id that an operation's archive of a tenant has, also when the operation runs again. */
    public static String id(String operationId, String tenantId) {
        return UUID.nameUUIDFromBytes((operationId + " " + tenantId).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Writes all collections of the module in the tenant, in place of an archive of this id. */
    public ArchivedData write(String id, Origin origin, byte[] settings) {
        var about = Map.of(
                ArchivedData.TENANT, origin.tenantId(),
                ArchivedData.MODULE, origin.module(),
                ArchivedData.VERSION, origin.version(),
                ArchivedData.SCHEMA, Integer.toString(origin.schema()),
                ArchivedData.REASON, origin.reason());
        try {
            DurableFile.makePrivate(folder);
            DumpWriter.write(file(id), ArchivedData.KIND, about, secret, dump -> {
                for (var name : collections(origin.database(), origin.module())) {
                    dump.collection(databases, origin.database(), name);
                }
                dump.file(SETTINGS, new ByteArrayInputStream(settings));
            });
        } catch (IOException failed) {
            throw failed("written", failed);
        }
        return find(id).orElseThrow();
    }

    /** The collections that a module has in a tenant's database. */
    public List<String> collections(String database, String module) {
        return databases.collections(database).stream()
                .filter(name -> name.startsWith(module + "."))
                .toList();
    }

    /**
     * Takes in an archive of a module from elsewhere, after reading all of it.
     *
     * @throws ProblemException ARCHIVE_DAMAGED, PAYLOAD_TOO_LARGE, CONFLICT when it is of another module
     */
    public ArchivedData receive(String module, InputStream content, long mostBytes) {
        try {
            DurableFile.makePrivate(folder);
            var id = UUID.randomUUID().toString();
            var part = DurableFile.part(file(id), "receive");
            try {
                copy(content, part, mostBytes);
                try (var dump = DumpFile.open(part, ArchivedData.KIND)) {
                    dump.sealedBy(secret); // refuses what was changed after it was sealed here
                    dump.verify();
                    requireOf(module, dump.manifest().about(ArchivedData.MODULE));
                }
                DurableFile.copyPrivate(part, file(id));
                return find(id).orElseThrow();
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failed) {
            throw failed("received", failed);
        }
    }

    private static void requireOf(String module, String holds) {
        if (!holds.equals(module)) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The archive holds data of " + holds + ", not of " + module + ".");
        }
    }

    /** Empty when there is none of this id, or when it is damaged. */
    public Optional<ArchivedData> find(String id) {
        if (!ID.matcher(id).matches() || Files.notExists(file(id))) {
            return Optional.empty();
        }
        try (var dump = open(id)) {
            return Optional.of(ArchivedData.of(id, dump.manifest(), Files.size(file(id)), dump.sealedBy(secret)));
        } catch (IOException failed) {
            throw failed("read", failed);
        } catch (ProblemException damaged) {
            return Optional.empty();
        }
    }

    /** @throws ProblemException NOT_FOUND also when it is another module's */
    public ArchivedData require(String module, String id) {
        return find(id).filter(archive -> archive.module().equals(module))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND,
                        "There is no archive " + id + " of " + module
                                + " on this node; the list names those that are."));
    }

    /** Those of a module, the newest first; damaged ones are left out. */
    public List<ArchivedData> ofModule(String module) {
        if (Files.notExists(folder)) {
            return List.of();
        }
        List<ArchivedData> found = new ArrayList<>();
        try (var files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(name -> find(name.substring(0, name.length() - SUFFIX.length()))
                            .filter(archive -> archive.module().equals(module))
                            .ifPresent(found::add));
        } catch (IOException failed) {
            throw failed("listed", failed);
        }
        found.sort(Comparator.comparing(ArchivedData::created).reversed());
        return found;
    }

    /** @throws ProblemException ARCHIVE_DAMAGED */
    public DumpFile open(String id) throws IOException {
        return DumpFile.open(file(id), ArchivedData.KIND);
    }

    /** Where its file is. */
    public Path file(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("Not the id of an archive: " + id);
        }
        return folder.resolve(id + SUFFIX);
    }

    /** Removes it; nothing happens when it is gone. */
    public void delete(String id) {
        try {
            if (Files.exists(folder)) {
                DurableFile.delete(file(id));
            }
        } catch (IOException failed) {
            throw failed("removed", failed);
        }
    }

    private static void copy(InputStream content, Path part, long mostBytes) throws IOException {
        try (var out = Files.newOutputStream(part)) {
            var block = new byte[1 << 16];
            long left = mostBytes;
            for (int count = content.read(block); count >= 0; count = content.read(block)) {
                left -= count;
                if (left < 0) {
                    throw new ProblemException(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "The archive is larger than " + mostBytes
                                    + " bytes; restore it with ./a64 data restore on the node's machine.");
                }
                out.write(block, 0, count);
            }
        }
    }

    private ProblemException failed(String what, IOException cause) {
        return FullDisk.behind(cause)
                .orElseGet(() -> new ProblemException(
                        ErrorCode.INTERNAL_ERROR, "An archive cannot be " + what + "; the log says why.", cause));
    }
}
