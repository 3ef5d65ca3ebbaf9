package com.a64platform.core.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every kind of refusal and failure a client can see, with its HTTP status. The name in lower case with hyphens is the
 * last part of the problem's type URI: part of the interface, never renamed.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    INVALID_PATH(400, "The path is not in its plain form"),
    VALIDATION_FAILED(422, "The request has invalid values"),
    UNAUTHENTICATED(401, "Sign in first"),
    INVALID_CREDENTIALS(401, "Wrong e-mail address or password"),
    ACCOUNT_LOCKED(429, "Too many failed attempts"),
    PERMISSION_DENIED(403, "You may not do this"),
    TENANT_MISMATCH(403, "That belongs to another tenant"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This method is not offered here"),
    NOT_ACCEPTABLE(406, "This form of answer is not offered here"),
    CONFLICT(409, "That does not fit the present state"),
    PAYLOAD_TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This content type is not understood here"),
    INTERNAL_ERROR(500, "Something went wrong on our side"),
    STORE_UNAVAILABLE(503, "The store does not answer"),
    STORAGE_FULL(507, "The disk is full"),
    STARTING(503, "The platform is starting"),
    NOT_SUPPORTED(501, "That is not offered yet"),
    STOPPING(503, "The platform is stopping"),
    TOO_BUSY(503, "Too many of these at once"),
    URI_TOO_LONG(414, "The path and query are too long"),
    HEADERS_TOO_LARGE(431, "The headers are too long"),
    UPGRADE_REQUIRED(426, "This is a WebSocket"),
    PRECONDITION_FAILED(412, "It has been changed since you read it"),
    RATE_LIMIT_REACHED(429, "The tenant sends too many requests"),
    CONCURRENCY_LIMIT_REACHED(429, "The tenant has too many requests open at once"),
    MEMBER_LIMIT_REACHED(409, "The tenant may have no more members"),
    DATA_LIMIT_REACHED(507, "The tenant may store no more documents"),

    INVALID_DESCRIPTOR(422, "The module's descriptor is invalid"),
    MODULE_NOT_FOUND(404, "There is no such module"),
    MODULE_NOT_INSTALLED(404, "The module is not installed for this tenant"),
    MODULE_DISABLED(404, "The module is disabled for this tenant"),
    MODULE_ALREADY_INSTALLED(409, "The module is already installed"),
    MODULE_LIMIT_REACHED(409, "No more modules may be installed"),
    OPERATION_IN_PROGRESS(409, "Another operation on this module is running"),
    OPERATION_TIMEOUT(504, "The operation took longer than its limit"),
    MODULE_START_FAILED(422, "The module does not start"),
    ROUTE_CONFLICT(409, "A route is taken by another module"),
    DEPENDENCY_MISSING(422, "Something the module needs is not there"),
    MODULE_BEING_REPLACED(503, "The module is being replaced"),
    MODULE_NOT_ON_NODE(503, "This node does not serve the module now"),
    MODULE_NOT_UNLOADED(500, "The module was unloaded and is still in memory"),
    VERSION_MARKED_BAD(409, "The version was sick on this node"),
    DATA_NOT_READABLE(409, "The version cannot read the data that is there"),
    OPERATION_CANCELLED(409, "The operation was cancelled"),
    SETTING_MISSING(422, "A setting that the module requires has no value"),
    DEPENDENCY_CONFLICT(409, "Modules need versions that do not go together"),
    STILL_NEEDED(409, "Other modules need it"),
    PLAN_CHANGED(409, "The plan is another by now"),
    CONSENT_MISSING(409, "Permissions are asked for that nobody has consented to"),
    DATA_BEING_DELETED(409, "The module's data is deleted and not gone yet"),
    ARCHIVE_DAMAGED(422, "The archive is damaged or none of ours"),
    ARCHIVE_UNVERIFIED(422, "Nobody knows who wrote the archive"),

    SIGNATURE_MISSING(422, "The artifact is not signed"),
    SIGNATURE_INVALID(422, "The artifact's signature does not hold"),
    DIGEST_MISMATCH(422, "The artifact is not the one that was signed"),
    PUBLISHER_UNKNOWN(422, "The publisher is not trusted"),
    PUBLISHER_REVOKED(422, "The publisher's key is revoked"),
    VERSION_TOO_OLD(422, "The version is older than one that ran here"),
    ARTIFACT_REFUSED(422, "The artifact is not an acceptable bundle"),
    TRUST_METADATA_INVALID(502, "The registry's signed metadata does not hold"),
    REGISTRY_UNAVAILABLE(502, "The registry does not answer"),

    LICENSE_MISSING(402, "The module needs a license"),
    LICENSE_REFUSED(402, "The license does not allow this"),
    LICENSE_SERVER_UNAVAILABLE(502, "The license server does not answer");

    /** What every type URI starts with. */
    public static final String TYPE = "urn:a64:problem:";

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The one whose {@link #slug} this is. */
    public static Optional<ErrorCode> named(String slug) {
        return Arrays.stream(values()).filter(code -> code.slug().equals(slug)).findFirst();
    }

    /** HTTP status code. */
    public int status() {
        return status;
    }

    /** One short sentence, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The problem's type URI, RFC 9457 section 3.1.1. */
    public String type() {
        return TYPE + slug();
    }

    /** The name as clients and notes spell it, such as {@code module-not-installed}. */
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
