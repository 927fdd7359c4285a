package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/** An error in OpenAI's format. */
public record ErrorBody(Detail error) {

    /** Message, type and field of the error. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Detail(String message, String type, Optional<String> param, Optional<String> code) {}

    static ErrorBody of(String message, String type, Optional<String> param, Optional<String> code) {
        return new ErrorBody(new Detail(message, type, param, code));
    }
}
