package com.a64platform.core.reasons;

import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.problem.ErrorCode;

/** What to do after an operation on a module, or a file for it, has failed with an error. */
final class FailureAdvice {
    private FailureAdvice() {}

    /** @param slug of an {@link ErrorCode}; of another one the operation itself has to tell */
    static String of(String slug, Case module) {
        return ErrorCode.named(slug).map(code -> known(code, module)).orElseGet(() -> look(module));
    }

    private static String known(ErrorCode code, Case module) {
        return switch (code) {
            case MODULE_START_FAILED, INVALID_DESCRIPTOR, ARTIFACT_REFUSED ->
                "Have its maker mend what is named, then bring the new version with POST /api/v1/modules/install or "
                        + module.call("PUT", "/update") + ".";
            case DEPENDENCY_MISSING, DEPENDENCY_CONFLICT, STILL_NEEDED ->
                "Look at POST /api/v1/modules/plan for " + module.module()
                        + ", which names what has to come along, and carry it out with POST /api/v1/modules/apply.";
            case ROUTE_CONFLICT -> "Uninstall the other module, or ask a maker to change one routePrefix.";
            case MODULE_LIMIT_REACHED ->
                "Uninstall a module; or raise MAX_MODULES and start the node again, or the tenant's limit, whichever is named.";
            case STORAGE_FULL -> "Free space where the home lies, see df -h, and repeat the request.";
            case STORE_UNAVAILABLE -> "Repeat the request when the store is back.";
            case OPERATION_TIMEOUT -> "Repeat the request, or raise MODULE_INSTALL_TIMEOUT and start the node again.";
            case OPERATION_CANCELLED -> "Repeat the request if it is wanted after all.";
            case CONSENT_MISSING, PLAN_CHANGED ->
                "Look at POST /api/v1/modules/plan and repeat the request with its digest and consent.";
            case SETTING_MISSING -> "Repeat the request with the setting under \"configuration\".";
            case DATA_NOT_READABLE -> "Bring a version that reads the data; its descriptor says so under data.reads.";
            default -> ofTrust(code, module);
        };
    }

    private static String ofTrust(ErrorCode code, Case module) {
        return switch (code) {
            case LICENSE_MISSING, LICENSE_REFUSED ->
                "Repeat the request with a \"licenseKey\" that counts, or put NAME-VERSION.license beside the file.";
            case SIGNATURE_MISSING -> "Put the publisher's NAME-VERSION.jar.sig beside the file in deploy/.";
            case SIGNATURE_INVALID, DIGEST_MISMATCH ->
                "Get the artifact and its signature from the publisher again; ./a64 module verify JAR checks them.";
            case PUBLISHER_UNKNOWN ->
                "Compare the publisher's key by another way, then trust it with ./a64 trust add NAME KEY, and bring it again.";
            case PUBLISHER_REVOKED ->
                "Get a version that the publisher has signed with a key that counts; ./a64 trust list shows them.";
            case VERSION_TOO_OLD -> "Bring a version that is not older than the one that ran here.";
            case VERSION_MARKED_BAD -> BadVersions.advice(module.module(), "VERSION");
            case TRUST_METADATA_INVALID ->
                "Have the registry's operator renew it with ./a64 registry renew, then repeat the request.";
            case REGISTRY_UNAVAILABLE, MODULE_NOT_FOUND ->
                "Make the registry of MODULE_REGISTRY reachable, or put the file into deploy/.";
            case LICENSE_SERVER_UNAVAILABLE -> "Make LICENSE_SERVER reachable from this node and repeat the request.";
            default -> look(module);
        };
    }

    private static String look(Case module) {
        return "Mend what the error names and repeat the request; GET /api/v1/operations?subject=" + module.module()
                + " has every step, and logs/a64.log what went wrong inside.";
    }
}
