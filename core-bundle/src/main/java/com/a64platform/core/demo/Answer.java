package com.a64platform.core.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What the platform answered.
 *
 * @param request method and path
 * @param body JSON; a missing node when there was none
 */
record Answer(String request, int status, JsonNode body) {
    private static final String TYPE = "urn:a64:problem:";

    /** This answer, when it has the status. */
    Answer expect(int wanted) {
        NotHeld.unless(status == wanted, request + " answered " + this + " instead of " + wanted + ".");
        return this;
    }

    /** This answer, when it is a problem of that status and type. */
    Answer expectProblem(int wanted, String type) {
        NotHeld.unless(
                status == wanted && type.equals(problem()),
                request + " answered " + this + " instead of " + wanted + " " + type + ".");
        return this;
    }

    /** The last part of a problem's type; empty when it is none. */
    String problem() {
        var type = text("type");
        return type.startsWith(TYPE) ? type.substring(TYPE.length()) : "";
    }

    String detail() {
        return text("detail");
    }

    String text(String member) {
        return body.path(member).asText("");
    }

    /** The members of a page's data. */
    List<JsonNode> data() {
        return StreamSupport.stream(body.path("data").spliterator(), false).toList();
    }

    /** Never the body: it may have a token in it. */
    @Override
    public String toString() {
        return problem().isEmpty() ? String.valueOf(status) : status + " " + problem() + " (" + detail() + ")";
    }
}
