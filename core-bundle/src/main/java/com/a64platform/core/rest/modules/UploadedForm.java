package com.a64platform.core.rest.modules;

import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.archives.Staging;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.InvalidFileNameException;
import org.apache.commons.fileupload.RequestContext;

/**
 * A form that carries a package, read piece by piece: files go to the disk under names of ours, fields are kept short.
 * The body's own limit is the gateway's.
 */
final class UploadedForm {
    static final String PACKAGE = "package";
    static final String SIGNATURE = "signature";
    static final String SBOM = "sbom";
    static final String LICENSE = "license";
    static final String ARCHIVE = ".a64";

    private static final int MAX_PARTS = 16;
    private static final int MAX_HEADERS = 4096;
    private static final int MAX_FIELD = 16 * 1024;
    private static final int MAX_SBOM = 4 * 1024 * 1024;
    private static final int BLOCK = 1 << 16;
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,180}\\.(jar|a64)");

    /** The other names of the fields of the JSON request. */
    private static final Map<String, String> ALIASES = Map.of(
            "licenseKey", LICENSE,
            "license_key", LICENSE,
            "tenant_id", "tenantId",
            "module_name", "moduleName",
            "module_id", "moduleName",
            "auto_activate", "autoActivate",
            "accept_expired", "acceptExpired");

    private static final Set<String> FIELDS = Set.of(
            LICENSE,
            SIGNATURE,
            SBOM,
            "tenantId",
            "moduleName",
            "version",
            "configuration",
            "autoActivate",
            "acceptExpired",
            "consent");

    private final Map<String, byte[]> fields = new HashMap<>();
    private final Staging staging;
    private String packageName = "";

    private UploadedForm(Staging staging) {
        this.staging = staging;
    }

    /**
     * @param contentType with the boundary
     * @throws ProblemException MALFORMED_REQUEST, PAYLOAD_TOO_LARGE, or VALIDATION_FAILED for a part that is none of ours
     */
    static UploadedForm read(InputStream body, String contentType, Staging staging) {
        var form = new UploadedForm(staging);
        var upload = new FileUpload();
        upload.setFileCountMax(MAX_PARTS);
        upload.setPartHeaderSizeMax(MAX_HEADERS);
        try {
            var parts = upload.getItemIterator(new Body(body, contentType));
            for (int count = 0; parts.hasNext(); count++) {
                if (count == MAX_PARTS) {
                    throw fault(PACKAGE, "the form has more than " + MAX_PARTS + " parts");
                }
                form.take(parts.next());
            }
        } catch (FileUploadException | IOException broken) {
            throw new ProblemException(
                    ErrorCode.MALFORMED_REQUEST,
                    "The form cannot be read to its end; send multipart/form-data with the parts package and signature.",
                    broken);
        }
        if (form.packageName.isEmpty()) {
            throw fault(PACKAGE, "is the module's JAR or an archive (.a64), as a file");
        }
        return form;
    }

    Path artifact() {
        return staging.file(PACKAGE);
    }

    boolean archive() {
        return packageName.endsWith(ARCHIVE);
    }

    String text(String field) {
        return Optional.ofNullable(fields.get(field))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).trim())
                .orElse("");
    }

    /** Words with spaces or commas between them. */
    List<String> words(String field) {
        return Arrays.stream(text(field).split("[,\\s]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean flag(String field, boolean otherwise) {
        return switch (text(field)) {
            case "" -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw fault(field, "is true or false");
        };
    }

    /** A part as a file of the staging folder; empty when there was none. */
    Optional<Path> file(String field) {
        return Optional.ofNullable(fields.get(field))
                .filter(bytes -> bytes.length > 0)
                .map(bytes -> {
                    var file = staging.file(field);
                    FileChanges.write(file, bytes);
                    return file;
                });
    }

    private void take(FileItemStream part) throws IOException {
        var name = ALIASES.getOrDefault(part.getFieldName(), String.valueOf(part.getFieldName()));
        if (name.equals(PACKAGE)) {
            takePackage(part);
        } else if (!FIELDS.contains(name)) {
            throw fault("part", "the form has a part that means nothing here");
        } else if (fields.putIfAbsent(name, limited(part, name.equals(SBOM) ? MAX_SBOM : MAX_FIELD)) != null) {
            throw fault(name, "is given twice");
        }
    }

    /** Its name decides only what it is; nothing is ever called so. */
    private void takePackage(FileItemStream part) throws IOException {
        var name = fileName(part);
        if (!packageName.isEmpty() || name == null || !FILE_NAME.matcher(name).matches()) {
            throw fault(PACKAGE, "is one file, with a plain name that ends in .jar or .a64");
        }
        packageName = name;
        try (var in = part.openStream()) {
            copy(in, artifact());
        }
    }

    private static String fileName(FileItemStream part) {
        try {
            return part.getName();
        } catch (InvalidFileNameException zeroInIt) {
            throw fault(PACKAGE, "has a name with characters that no name has");
        }
    }

    private static void copy(InputStream in, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            var block = new byte[BLOCK];
            for (int got; (got = in.read(block)) >= 0; ) {
                write(out, block, got);
            }
        }
    }

    /** A full disk is not the client's fault. */
    private static void write(OutputStream out, byte[] block, int length) {
        try {
            out.write(block, 0, length);
        } catch (IOException e) {
            throw FileChanges.failed("What was sent could not be kept", e);
        }
    }

    private static byte[] limited(FileItemStream part, int limit) throws IOException {
        var kept = new ByteArrayOutputStream();
        try (var in = part.openStream()) {
            kept.write(in.readNBytes(limit + 1));
        }
        if (kept.size() > limit) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The part " + part.getFieldName() + " may have " + limit + " bytes at the most.");
        }
        return kept.toByteArray();
    }

    static ProblemException fault(String field, String what) {
        return new ProblemException(
                ErrorCode.VALIDATION_FAILED,
                "Correct the values listed under errors.",
                List.of(new FieldError("/" + field, what)));
    }

    private record Body(InputStream stream, String contentType) implements RequestContext {
        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        @Deprecated
        public int getContentLength() {
            return -1;
        }

        @Override
        public InputStream getInputStream() {
            return stream;
        }
    }

    @Override
    public String toString() {
        return "UploadedForm[" + packageName + "]";
    }
}
