package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.CallView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the results of called tools in the order of the calls: a model reads no ids. Not thread-safe. */
final class CallResults {

    private final List<String> calls = new ArrayList<>(); // ids, empty for none
    private final Set<Integer> answered = new HashSet<>();
    private final List<Integer> given = new ArrayList<>(); // of the results behind one another: numbers of their calls

    /** Calls behind those before them, or new ones where these have results. */
    void called(List<CallView> more) {
        if (!answered.isEmpty()) {
            calls.clear();
            answered.clear();
        }
        given.clear();
        more.forEach(call -> calls.add(call.id().orElse("")));
    }

    /** Something else is said behind the results so far. */
    void interrupted() {
        given.clear();
    }

    /**
     * Before how many of the results behind one another another one belongs.
     *
     * @param call its id; absent: results come in the order of the calls
     * @throws ApiException 400
     */
    int behind(String place, Optional<String> call) {
        if (calls.isEmpty()) {
            throw ApiException.invalid(place, "is the result of a tool, but no tool was called before it");
        }
        boolean named = calls.stream().anyMatch(id -> !id.isEmpty());
        int number = call.filter(id -> named).map(calls::indexOf).orElse(answered.size());
        if (number < 0) {
            throw ApiException.invalid(place + ".tool_call_id", "names no call of the assistant's last calls");
        }
        if (!answered.add(number)) {
            throw ApiException.invalid(place + ".tool_call_id", "names a call that has its result");
        }
        int behind = (int) given.stream().filter(other -> other > number).count();
        given.add(number);
        return behind;
    }
}
