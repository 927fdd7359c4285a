package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import io.github.qwenvl4j.server.api.Pages;

/** Every field of {@code /v1/pages}. */
public final class PageFields {

    static final Form REQUEST = Form.with()
            .field("model", TEXT)
            .required("document", TEXT)
            .field("first", WHOLE)
            .field("count", WHOLE)
            .build();

    public static final RequestForm<Pages.PagesRequest> PAGES = new RequestForm<>(REQUEST, Pages.PagesRequest.class);

    private PageFields() {}
}
