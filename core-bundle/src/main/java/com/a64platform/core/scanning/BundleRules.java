package com.a64platform.core.scanning;

import java.util.List;

/** What a module's bundle may ask of the framework and offer to others. */
final class BundleRules {
    private static final String CORE = "com.a64platform.core";
    private static final List<String> NOT_EXPORTED =
            List.of(CORE, "com.a64platform.api", "jakarta", "java", "org.osgi");
    private static final List<String> FORBIDDEN =
            List.of("Fragment-Host", "ExtensionBundle-Activator", "Bundle-NativeCode");
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
        exports(manifest);
        imports(manifest);
    }

    private static void exports(BundleManifest manifest) throws Refusal {
        for (String exported : manifest.names("Export-Package")) {
            if (NOT_EXPORTED.stream().anyMatch(root -> within(exported, root))) {
                throw new Refusal("it exports " + EntryNames.printable(exported)
                        + ", which would replace a package of the platform; export packages of its own only");
            }
        }
    }

    private static void imports(BundleManifest manifest) throws Refusal {
        for (String header : IMPORTS) {
            for (String imported : manifest.names(header)) {
                if (within(imported, CORE) || covers(imported, CORE)) {
                    throw new Refusal("its " + header + " reaches " + EntryNames.printable(imported)
                            + ", the inside of the platform; use com.a64platform.api only");
                }
            }
        }
    }

    private static boolean within(String name, String root) {
        return name.equals(root) || name.startsWith(root + ".");
    }

    /** Whether a pattern of DynamicImport-Package, such as {@code com.*}, matches packages below the root. */
    private static boolean covers(String pattern, String root) {
        return pattern.equals("*")
                || (pattern.endsWith(".*") && within(root, pattern.substring(0, pattern.length() - 2)));
    }
}
