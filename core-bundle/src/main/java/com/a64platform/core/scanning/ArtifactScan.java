package com.a64platform.core.scanning;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Looks at an artifact whose digest and signature hold already, before anything of it runs: the archive's structure, the
 * bundle's headers, what its classes refer to, and that all fit the descriptor. Memory stays bounded whatever
 * the archive claims; nested archives are unpacked to a temporary file, one at a time. Thread-safe.
 */
@Component(service = ArtifactScan.class)
public final class ArtifactScan {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String DESCRIPTOR = "META-INF/a64/module.json";
    private static final int MANIFEST_BYTES = 256 * 1024;
    private static final int DESCRIPTOR_BYTES = 64 * 1024;
    private static final int COMPONENT_BYTES = 256 * 1024;

    private final ScanLimits limits;
    private final Path scratch;

    @Activate
    public ArtifactScan() {
        this(ScanLimits.DEFAULT, Path.of(System.getProperty("java.io.tmpdir")));
    }

    ArtifactScan(ScanLimits limits, Path scratch) {
        this.limits = limits;
        this.scratch = scratch;
    }

    /** Which rules this asks. A report of others says nothing about an artifact. */
    public String rulesVersion() {
        return Rules.VERSION;
    }

    /**
     * @param read reads a descriptor, refusing an invalid one with INVALID_DESCRIPTOR
     * @throws ProblemException ARTIFACT_REFUSED with a sentence that says why, and the findings when there are some;
     *     INVALID_DESCRIPTOR when the descriptor is missing or {@code read} refuses it
     */
    public ScannedArtifact scan(Path artifact, Function<byte[], ModuleDescriptor> read) {
        return refusing(() -> {
            CodeScan code = new CodeScan();
            Contents contents = contents(code);
            contents.read(artifact);
            BundleManifest manifest = BundleManifest.parse(contents.found(MANIFEST)
                    .orElseThrow(() -> new Refusal("it has no " + MANIFEST + "; build it as an OSGi bundle")));
            BundleRules.check(manifest);
            BundleRules.classPath(manifest, contents);
            components(artifact, manifest);
            ModuleDescriptor descriptor = read.apply(descriptor(contents.found(DESCRIPTOR)));
            ScanReport report = Verdict.of(code.findings(descriptor.permissions()), Instant.now());
            return fitting(manifest, descriptor, Verdict.orThrow(report));
        });
    }

    /**
     * The same for an artifact whose very bytes have passed these rules before: only its descriptor is read.
     *
     * @param report what was found then
     */
    public ScannedArtifact again(Path artifact, Function<byte[], ModuleDescriptor> read, ScanReport report) {
        return refusing(() -> {
            Contents contents = contents(new CodeScan());
            contents.readOnly(artifact, DESCRIPTOR::equals);
            ModuleDescriptor descriptor = read.apply(descriptor(contents.found(DESCRIPTOR)));
            return new ScannedArtifact(descriptor, descriptor.name(), report);
        });
    }

    private Contents contents(CodeScan code) {
        Contents contents = new Contents(new Budget(limits), scratch, code);
        contents.wanted(MANIFEST, MANIFEST_BYTES);
        contents.wanted(DESCRIPTOR, DESCRIPTOR_BYTES);
        return contents;
    }

    /** A second look, because which entries are meant stands in the manifest. */
    private void components(Path artifact, BundleManifest manifest) throws IOException, Refusal {
        Predicate<String> declared = ComponentRules.files(manifest.names(ComponentRules.HEADER));
        Contents contents = new Contents(new Budget(limits), scratch, new CodeScan());
        ComponentRules.check(contents.keep(artifact, declared, COMPONENT_BYTES));
    }

    private static <T> T refusing(Look<T> look) {
        try {
            return look.run();
        } catch (Refusal refusal) {
            throw new ProblemException(
                    ErrorCode.ARTIFACT_REFUSED, "The artifact is refused: " + refusal.getMessage() + ".", refusal);
        } catch (IOException e) {
            throw new ProblemException(
                    ErrorCode.ARTIFACT_REFUSED, "The artifact is refused: its file cannot be read; copy it again.", e);
        }
    }

    private static byte[] descriptor(Optional<byte[]> found) {
        return found.orElseThrow(() -> new ProblemException(
                ErrorCode.INVALID_DESCRIPTOR,
                "The artifact has no " + DESCRIPTOR + "; add the module's descriptor and build it again."));
    }

    private static ScannedArtifact fitting(BundleManifest manifest, ModuleDescriptor descriptor, ScanReport report)
            throws Refusal {
        String symbolicName = manifest.symbolicName();
        if (!symbolicName.equals(descriptor.name())) {
            throw new Refusal("its Bundle-SymbolicName is " + symbolicName + " but its descriptor's name is "
                    + descriptor.name() + "; make them equal");
        }
        return new ScannedArtifact(descriptor, symbolicName, report);
    }

    @FunctionalInterface
    private interface Look<T> {
        T run() throws IOException, Refusal;
    }

    /**
     * Reads an archive that is no artifact by the same rules of structure: plain names, none twice, no links, no bombs,
     * nothing hidden, every entry what the directory says. Its entries may be archives; those are judged on their own.
     */
    public static final class StrictArchive {
        private StrictArchive() {}

        /** Takes one entry; one whose data it does not copy is not unpacked. */
        @FunctionalInterface
        public interface Visitor {
            void entry(String name, long size, Data data) throws IOException;
        }

        /** The data of one entry. */
        @FunctionalInterface
        public interface Data {
            /** Unpacks it; not more bytes than its stated size. */
            void copyTo(OutputStream out) throws IOException;
        }

        /**
         * Shows every entry in the order of their data.
         *
         * @param maxBytes how much all of it may have, unpacked
         * @throws ProblemException ARTIFACT_REFUSED with a sentence that says why
         */
        public static void read(Path archive, long maxBytes, Visitor visitor) throws IOException {
            try (FileChannel file = FileChannel.open(archive, StandardOpenOption.READ);
                    EntryData.Buffers buffers = new EntryData.Buffers()) {
                Budget budget = new Budget(ScanLimits.DEFAULT.upTo(maxBytes));
                budget.archive(file.size());
                CentralDirectory directory = new CentralDirectory(file);
                for (Entry entry : directory.read(budget, new EntryNames(true))) {
                    EntryData data = new EntryData(file, directory.dataStart(entry), entry, budget, buffers);
                    visitor.entry(entry.name(), entry.size(), out -> copy(data, out));
                }
            } catch (Refusal refusal) {
                throw refused(refusal);
            }
        }

        private static void copy(EntryData data, OutputStream out) throws IOException {
            try {
                data.copyTo(out);
            } catch (Refusal refusal) {
                throw refused(refusal);
            }
        }

        private static ProblemException refused(Refusal refusal) {
            return new ProblemException(
                    ErrorCode.ARTIFACT_REFUSED, "The archive is refused: " + refusal.getMessage() + ".", refusal);
        }
    }
}
