package com.a64platform.core.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** No code without a license: three attempts, three refusals, and no artifact was asked for. */
final class LicenseGate implements Demo.Chapter {
    static final String INSTALL = "/api/v1/modules/install";

    @Override
    public String title() {
        return "Installing without, with a forged and with an expired license is refused";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        var license = stage.vendor().license(30);
        var expired = stage.vendor().license(-1);
        stage.hasLicense(license);
        refused(stage, "none", request(""), "license-missing");
        refused(stage, "forged", request(Vendor.forged(license)), "license-refused");
        refused(stage, "expired", request(expired), "license-refused");
        nothingAskedFor(stage);
    }

    static Map<String, Object> request(String license) {
        Map<String, Object> request = new HashMap<>(Map.of("moduleName", Vendor.MODULE, "version", "latest"));
        if (!license.isEmpty()) {
            request.put("licenseKey", license);
        }
        return request;
    }

    private static void refused(Stage stage, String kind, Map<String, Object> request, String type)
            throws IOException, InterruptedException {
        var answer = stage.admin().post(INSTALL, request).expectProblem(402, type);
        stage.story().held(String.format("%-8s %d %s: %s", kind, answer.status(), type, answer.detail()));
    }

    private static void nothingAskedFor(Stage stage) throws IOException, InterruptedException {
        var log = stage.registry().log();
        log.stream().distinct().forEach(line -> stage.story().say("    registry: " + line));
        NotHeld.unless(
                stage.registry().artifactsAskedFor().isEmpty(),
                "The registry was asked for an artifact: " + stage.registry().artifactsAskedFor() + ".");
        stage.story().held(log.size() + " requests reached the registry, none for an artifact");
        NotHeld.unless(
                stage.admin().get("/api/v1/installations").expect(200).data().isEmpty(),
                "A refused installation is listed.");
    }
}
