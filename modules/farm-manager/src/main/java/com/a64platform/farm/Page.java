package com.a64platform.farm;

import java.util.List;

/**
 * A part of a list, as the client gets it.
 *
 * @param total how many there are on all pages
 * @param page from 1
 */
public record Page<T>(List<T> data, long total, int page, int perPage, long totalPages) {
    public Page {
        data = List.copyOf(data);
    }

    static <T> Page<T> of(List<T> data, long total, ListQuery query) {
        long pages = (total + query.perPage() - 1) / query.perPage();
        return new Page<>(data, total, query.page(), query.perPage(), pages);
    }
}
