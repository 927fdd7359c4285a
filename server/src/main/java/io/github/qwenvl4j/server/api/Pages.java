package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;

/** Requests and replies of {@code /v1/pages}: the pages of a document as pictures. */
public final class Pages {

    private Pages() {}

    /**
     * @param document where a picture may be too: a data URL, or what else the server reads
     * @param first page, from 1
     * @param count of pages, from this one
     */
    public record PagesRequest(
            Optional<String> model, String document, Optional<Integer> first, Optional<Integer> count) {}

    /** @param pages of the whole document @param data those that were asked for */
    public record PagesReply(String object, int pages, List<PageView> data) {}

    /** @param url a data URL */
    public record PageView(int page, int width, int height, String url) {}
}
