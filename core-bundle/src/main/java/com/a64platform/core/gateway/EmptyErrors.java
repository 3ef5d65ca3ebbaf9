package com.a64platform.core.gateway;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;

/**
 * Gives a body to errors that have none: what Jersey answers before it maps exceptions, such as a header that cannot be
 * read, and what a module's resource answers with a bare status.
 */
final class EmptyErrors implements ContainerResponseFilter {
    private static final MediaType PROBLEM = MediaType.valueOf(Problems.MEDIA_TYPE);

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        boolean bare = response.getStatus() >= 400 && !response.hasEntity();
        if (bare && !request.getMethod().equals(HttpMethod.HEAD)) {
            var body = Problems.standard(response.getStatus(), detail(response));
            response.setEntity(body, new Annotation[0], PROBLEM);
        }
    }

    private static String detail(ContainerResponseContext response) {
        return response.getStatus() == 400
                ? "A header cannot be read; correct it."
                : response.getStatusInfo().getReasonPhrase() + ".";
    }
}
