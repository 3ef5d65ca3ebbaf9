package com.a64platform.core.scanning;

import com.a64platform.core.descriptors.ReservedPackages;
import java.util.List;

/** What a module's bundle may ask of the framework and offer to others. */
final class BundleRules {
    private static final String CORE = "com.a64platform.core";
    private static final List<String> NOT_EXPORTED =
            List.of(CORE, "com.a64platform.api", "jakarta", "java", "org.osgi");
    private static final List<String> NOT_PROVIDED =
            List.of("osgi.ee", "osgi.extender", "osgi.identity", "osgi.implementation", "osgi.native", "osgi.wiring");
    private static final List<String> FORBIDDEN =
            List.of("Fragment-Host", "ExtensionBundle-Activator", "Bundle-NativeCode");
    private static final List<String> LAUNCHED =
            List.of("Class-Path", "Launcher-Agent-Class", "Premain-Class", "Agent-Class", "Boot-Class-Path");
    private static final List<String> IMPORTS = List.of("Import-Package", "DynamicImport-Package", "Require-Bundle");

    private BundleRules() {}

    static void check(BundleManifest manifest) throws Refusal {
        if (!manifest.header("Bundle-ManifestVersion").filter("2"::equals).isPresent()) {
            throw new Refusal(
                    "it is not an OSGi bundle: its manifest lacks Bundle-ManifestVersion: 2; build it with bnd");
        }
        for (String header : FORBIDDEN) {
            if (manifest.header(header).isPresent()) {
                throw new Refusal("it has the header " + header
                        + ", with which it would become part of another bundle or of the framework; remove it");
            }
        }
        for (String header : LAUNCHED) {
            if (manifest.header(header).isPresent()) {
                throw new Refusal("it has the header " + header
                        + ", which reaches beyond the bundle when somebody starts it as a program; remove it");
            }
        }
        exports(manifest);
        imports(manifest);
        capabilities(manifest);
    }

    private static void exports(BundleManifest manifest) throws Refusal {
        for (String exported : manifest.names("Export-Package")) {
            if (NOT_EXPORTED.stream().anyMatch(root -> ReservedPackages.within(exported, root))) {
                throw new Refusal("it exports " + EntryNames.printable(exported)
                        + ", which would replace a package of the platform; export packages of its own only");
            }
        }
    }

    private static void imports(BundleManifest manifest) throws Refusal {
        for (String header : IMPORTS) {
            for (String imported : manifest.names(header)) {
                if (ReservedPackages.inside(imported) || ReservedPackages.covers(imported)) {
                    throw new Refusal("its " + header + " reaches " + EntryNames.printable(imported)
                            + ", the inside of the platform; use com.a64platform.api only");
                }
            }
        }
    }

    /** What satisfies other bundles' requirements in the platform's place. */
    private static void capabilities(BundleManifest manifest) throws Refusal {
        for (String namespace : manifest.names("Provide-Capability")) {
            if (NOT_PROVIDED.stream().anyMatch(root -> ReservedPackages.within(namespace, root))) {
                throw new Refusal("it provides the capability " + EntryNames.printable(namespace)
                        + ", which is the platform's; remove it from Provide-Capability");
            }
        }
    }

    /** What is on its class path has to have been read as what it is used for. */
    static void classPath(BundleManifest manifest, Contents contents) throws Refusal {
        for (String element : manifest.names("Bundle-ClassPath")) {
            String path = element.startsWith("/") ? element.substring(1) : element;
            if (contents.plainFile(path)) {
                throw new Refusal("its Bundle-ClassPath names " + EntryNames.printable(path)
                        + ", which is no plain archive; give it as a JAR");
            }
        }
    }
}
