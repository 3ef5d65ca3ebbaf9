package com.a64platform.core.registry;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.RegistrySource.RefusedException;
import com.a64platform.core.registry.RegistrySource.TooLargeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** Fetches from one registry into {@code cache/downloads} of the home. */
public final class ConfiguredRegistry implements RegistryClient {
    private static final int TRIES = 3;
    private static final Duration ROOT_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Path folder;
    private final long maxBytes;
    private final RegistrySource source;
    /** One download of the same bytes at a time. */
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException with a sentence when the address is not one that is allowed */
    public ConfiguredRegistry(RegistryDefinition definition, PlatformSettings settings) {
        this.name = definition.name();
        this.folder = settings.home()
                .cache()
                .resolve("downloads")
                .resolve(name.equals(RegistryDefinition.DEFAULT) ? "" : name);
        this.maxBytes = settings.maxModuleBytes();
        this.source = source(definition, !settings.production(), settings.installTimeout());
    }

    /**
     * For a tool outside of a node: plain http reaches this machine only.
     *
     * @param folder where downloads are kept
     * @param maxBytes of one artifact
     * @param limit how long one artifact may take
     */
    public ConfiguredRegistry(RegistryDefinition definition, Path folder, long maxBytes, Duration limit) {
        this.name = definition.name();
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.source = source(definition, false, limit);
    }

    /**
     * Fetches the root document that a person means, the newest or the first, for a home that does not trust the registry
     * yet.
     *
     * @param meant tells the document that is meant from others
     * @throws ProblemException TRUST_METADATA_INVALID when the registry has no such document, REGISTRY_UNAVAILABLE
     */
    public static byte[] root(RegistryDefinition definition, Predicate<byte[]> meant) {
        var source = source(definition, false, ROOT_LIMIT);
        try {
            for (String path : List.of(Layout.ROOT, Layout.root(1))) {
                var found = source.read(path, DocumentType.ROOT.maxBytes()).filter(meant);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    "The registry " + definition.name() + " does not give its root document; check the address and the"
                            + " network.",
                    e);
        }
        throw new ProblemException(
                ErrorCode.TRUST_METADATA_INVALID,
                "The registry's root document is not the one whose SHA-256 was given, so nothing was added; compare the"
                        + " digest with its operator.");
    }

    private static RegistrySource source(RegistryDefinition definition, boolean plainAllowed, Duration limit) {
        var address = address(definition);
        if ("file".equalsIgnoreCase(address.getScheme())) {
            return new FileSource(Path.of(address));
        }
        if ("https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme())) {
            return new HttpSource(RegistryAddress.parse(address, plainAllowed), definition.access(), limit);
        }
        throw new IllegalArgumentException(definition.setting() + " must be an https: address or a file: folder.");
    }

    /** The fault is told without its cause: that would repeat the address with its credentials. */
    private static URI address(RegistryDefinition definition) {
        try {
            return URI.create(definition.url());
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(definition.setting() + " is not an address; write https://host/path/.");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] timestamp() {
        return required(Layout.TIMESTAMP, DocumentType.TIMESTAMP);
    }

    @Override
    public byte[] catalog() {
        return required(Layout.CATALOG, DocumentType.CATALOG);
    }

    @Override
    public Optional<byte[]> root(long version) {
        return read(Layout.root(version), DocumentType.ROOT);
    }

    @Override
    public byte[] signature(String name, String version) {
        return required(Layout.signature(name, version), DocumentType.ARTIFACT);
    }

    @Override
    public Path artifact(String name, String version, String sha256, long length) {
        if (length > maxBytes) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The module " + name + " " + version + " has " + length + " bytes, more than MAX_MODULE_SIZE_MB"
                            + " allows; raise it if it must be.");
        }
        if (!Digests.isSha256(sha256)) {
            throw new IllegalArgumentException("Not a SHA-256");
        }
        var file = folder.resolve(sha256 + ".jar");
        synchronized (locks.computeIfAbsent(sha256, any -> new Object())) {
            try {
                Files.createDirectories(folder);
                if (!Files.exists(file) || !Digests.sha256(file).equals(sha256)) {
                    fetch(Layout.artifact(name, version), file, sha256, length);
                }
                return file;
            } catch (IOException e) {
                throw failed(Layout.file(name, version), e);
            }
        }
    }

    @Override
    public void discard(Path artifact) {
        if (!artifact.toAbsolutePath().normalize().getParent().equals(folder)) {
            throw new IllegalArgumentException("Not a file of the cache");
        }
        try {
            Files.deleteIfExists(artifact);
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.INTERNAL_ERROR, "A downloaded file cannot be removed; check the rights of the home.", e);
        }
    }

    private void fetch(String path, Path file, String sha256, long length) throws IOException {
        var part = folder.resolve(sha256 + ".part");
        var digest = moved(path, part, length);
        for (int i = 1; digest.isEmpty(); i++) {
            if (i == TRIES) {
                throw new RefusedException("broke off the download; try again, it will be resumed");
            }
            digest = moved(path, part, length);
        }
        if (!digest.get().equals(sha256)) {
            Download.forget(part);
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The registry delivered another file than its catalog lists; tell the registry's operator.");
        }
        DurableFile.moveInto(part, file);
        Download.forget(part);
    }

    /** One try: the digest of the whole file; empty when it broke off and is worth another. */
    private Optional<String> moved(String path, Path part, long length) throws IOException {
        try (var download = Download.open(part, length)) {
            if (!download.complete() && !source.download(path, download)) {
                throw new RefusedException("does not have it");
            }
            return download.complete() ? Optional.of(download.finish()) : Optional.empty();
        } catch (TooLargeException e) {
            Download.forget(part);
            throw e;
        } catch (ConnectException | HttpTimeoutException | SSLException | RefusedException e) {
            throw e;
        } catch (IOException broken) {
            if (full(broken)) {
                throw broken;
            }
            return Optional.empty();
        }
    }

    private byte[] required(String path, DocumentType type) {
        return read(path, type).orElseThrow(() -> failed(path, new RefusedException("does not have it")));
    }

    private Optional<byte[]> read(String path, DocumentType type) {
        for (int i = 1; ; i++) {
            try {
                return source.read(path, type.maxBytes());
            } catch (TooLargeException
                    | ConnectException
                    | HttpTimeoutException
                    | SSLException
                    | RefusedException settled) {
                throw failed(path, settled);
            } catch (IOException broken) {
                if (i == TRIES) {
                    throw failed(path, broken);
                }
            }
        }
    }

    private ProblemException failed(String what, IOException cause) {
        var name = what.substring(what.lastIndexOf('/') + 1);
        if (full(cause)) {
            return new ProblemException(
                    ErrorCode.STORAGE_FULL,
                    "There is no room for " + name + " in the home; make room and try again.",
                    cause);
        }
        if (cause instanceof TooLargeException) {
            return new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The registry sends more of " + name + " than there should be; tell the registry's operator.");
        }
        var host = source.label();
        return new ProblemException(
                ErrorCode.REGISTRY_UNAVAILABLE,
                "For " + name + " was asked, but the registry (" + host + ") " + reason(cause) + ".",
                cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof RefusedException) {
            return cause.getMessage();
        }
        return cause instanceof SSLException
                ? "has no certificate that is vouched for here; check its address and the certificates that count"
                : "does not answer; check its address and the network";
    }

    private static boolean full(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("No space left");
    }
}
