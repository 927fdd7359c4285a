package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.prompt.Role;

/**
 * Where a message stands in the ids of a prompt.
 *
 * @param start of its first id
 * @param content of the first id of what is said
 * @param end one past the last id of what is said
 * @param next one past the ids that close the message
 */
public record RoleSpan(Role role, int start, int content, int end, int next) {

    RoleSpan shifted(int by) {
        return new RoleSpan(role, start + by, content + by, end + by, next + by);
    }
}
