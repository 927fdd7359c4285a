package io.github.qwenvl4j.cpu;

import java.util.ArrayList;
import java.util.List;

/** What a thread has computed and not yet freed, since it entered this scope. */
final class Scope {

    private final Scope outer; // or null
    private final List<Storage> owned = new ArrayList<>();

    Scope(Scope outer) {
        this.outer = outer;
    }

    Scope outer() {
        return outer;
    }

    void own(Storage storage) {
        owned.add(storage);
    }

    /** Hands over to the scope around, or to the caller where there is none, what belongs to this one. */
    void leave(Storage storage) {
        int last = owned.lastIndexOf(storage);
        if (last >= 0) {
            owned.remove(last);
            if (outer != null) {
                outer.own(storage);
            }
        }
    }

    void release() {
        for (Storage storage : owned) {
            storage.release();
        }
        owned.clear();
    }
}
