package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.ModuleProblem.FieldError;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** What the resources have in common: reading a body, and answering with a version that a client can name in If-Match. */
final class Answers {
    /** RFC 7396. */
    static final String MERGE_PATCH = "application/merge-patch+json";

    private Answers() {}

    /** The request's JSON object; a body of {@code null} or none at all is refused. */
    static Map<String, Object> object(Map<String, Object> body) {
        if (body == null) {
            throw ModuleProblem.invalid(List.of(new FieldError("", "Send a JSON object.")));
        }
        return body;
    }

    static boolean flag(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw ModuleProblem.invalid(List.of(new FieldError("/" + name, "Give true or false.")));
        }
        return value.equals("true");
    }

    static Response ok(long version, Object entity) {
        return Response.ok(entity).tag(tag(version)).build();
    }

    static Response created(UriInfo uri, String id, long version, Object entity) {
        return Response.created(uri.getAbsolutePathBuilder().path(id).build())
                .tag(tag(version))
                .entity(entity)
                .build();
    }

    private static EntityTag tag(long version) {
        return new EntityTag(Long.toString(version));
    }
}
