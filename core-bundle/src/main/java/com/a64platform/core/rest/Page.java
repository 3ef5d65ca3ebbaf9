package com.a64platform.core.rest;

import java.util.List;

/** One page of a list, as every list is answered. {@code page} counts from 1. */
public record Page<T>(List<T> data, long total, int page, int perPage, int totalPages) {
    public Page {
        data = List.copyOf(data);
    }

    /** @param total how many there are on all pages */
    public static <T> Page<T> of(List<T> data, long total, PageRequest request) {
        int perPage = request.perPage();
        return new Page<>(data, total, request.page(), perPage, Math.toIntExact((total + perPage - 1) / perPage));
    }

    /** Cuts the page out of a list that is already whole. */
    public static <T> Page<T> cut(List<T> all, PageRequest request) {
        var data = all.stream().skip(request.skip()).limit(request.perPage()).toList();
        return of(data, all.size(), request);
    }
}
