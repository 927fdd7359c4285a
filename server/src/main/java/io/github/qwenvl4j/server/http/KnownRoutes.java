package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The routes of the server, for the error message about an unknown route. */
final class KnownRoutes {

    private static final int SHOWN_PATH = 80;

    private record Route(String method, List<String> segments) {

        /** The number of path segments in common with an address, allowing different endings. */
        long likeness(List<String> address) {
            return segments.stream()
                    .filter(mine ->
                            address.stream().anyMatch(asked -> asked.startsWith(mine) || mine.startsWith(asked)))
                    .count();
        }

        @Override
        public String toString() {
            return method + " /" + String.join("/", segments);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    void add(String method, String path) {
        routes.add(new Route(method, segments(path.replace('<', '{').replace('>', '}'))));
    }

    /** 404, with the routes most similar to the address. */
    ApiException notFound(String path) {
        List<String> address = segments(path);
        long most = routes.stream()
                .mapToLong(route -> route.likeness(address))
                .max()
                .orElse(0);
        String near = most == 0
                ? "GET /openapi.json describes all routes"
                : "nearby: "
                        + routes.stream()
                                .filter(route -> route.likeness(address) == most)
                                .map(Route::toString)
                                .collect(Collectors.joining(", "));
        return ApiException.of(404, "invalid_request_error", "unknown route " + shown(path) + "; " + near);
    }

    private static String shown(String path) {
        return path.length() <= SHOWN_PATH ? path : path.substring(0, SHOWN_PATH) + "...";
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/")).stream()
                .filter(segment -> segment.length() > 1)
                .toList();
    }
}
