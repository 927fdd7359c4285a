package io.github.qwenvl4j.prompt.layout;

import io.github.qwenvl4j.prompt.Role;
import java.util.List;

/**
 * One encoded message; places are counted from its own first id.
 *
 * @param ids not copied, so not to be changed
 */
public record Piece(int[] ids, List<PlacedPicture> pictures, RoleSpan span) {

    int length() {
        return ids.length;
    }

    boolean isUsers() {
        return span.role() == Role.USER;
    }
}
