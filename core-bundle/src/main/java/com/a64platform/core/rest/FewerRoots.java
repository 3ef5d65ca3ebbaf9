package com.a64platform.core.rest;

import jakarta.ws.rs.core.Configuration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceModel;

/**
 * Makes one resource of those whose paths begin with the same segment. Jersey tries the patterns of all resources one after
 * the other and those of their children only within the one that it has chosen; with a resource for each noun of the core
 * they were a twentieth of a short request. Paths, methods and what is asked of a caller stay as they are.
 */
public final class FewerRoots implements ModelProcessor {
    @Override
    public ResourceModel processResourceModel(ResourceModel model, Configuration configuration) {
        Map<String, Resource.Builder> roots = new LinkedHashMap<>();
        for (var resource : model.getRootResources()) {
            var path = trimmed(resource.getPath());
            int end = path.indexOf('/');
            var first = end < 0 ? path : path.substring(0, end);
            var root = roots.computeIfAbsent(first, Resource::builder);
            var place = end < 0 ? root : root.addChildResource(path.substring(end + 1));
            resource.getResourceMethods().forEach(place::addMethod);
            var above = end < 0 ? "" : path.substring(end + 1) + "/";
            for (var child : resource.getChildResources()) {
                var below = root.addChildResource(above + trimmed(child.getPath()));
                child.getAllMethods().forEach(below::addMethod);
            }
        }
        var merged = new ResourceModel.Builder(false);
        roots.values().forEach(root -> merged.addResource(root.build()));
        return merged.build();
    }

    @Override
    public ResourceModel processSubResource(ResourceModel model, Configuration configuration) {
        return model;
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }
}
