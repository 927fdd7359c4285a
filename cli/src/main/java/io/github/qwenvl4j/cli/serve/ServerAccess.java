package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.http.Access;
import io.github.qwenvl4j.server.http.ApiKeys;
import io.github.qwenvl4j.server.http.CrossOrigin;
import io.github.qwenvl4j.server.http.RateLimits;
import io.github.qwenvl4j.server.http.ServerOptions;
import io.github.qwenvl4j.server.http.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where a server listens, and who may use it. */
final class ServerAccess {

    private static final String KEYS_VARIABLE = "QWENVL_API_KEYS";
    private static final String ADMIN_VARIABLE = "QWENVL_ADMIN_KEY";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Port to listen on (default: ${DEFAULT-VALUE}); 0: any free one.")
    private int port;

    @Option(names = "--api-keys", paramLabel = "FILE", description = "File of API keys, one KEY or NAME:KEY per line.")
    private Path keyFile;

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description = "Host name under which a proxy publishes this server; repeatable.")
    private List<String> names = List.of();

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description = "Allow pages of this origin (scheme://host[:port], * for all) to use the server; repeatable.")
    private List<String> origins = List.of();

    @Option(names = "--no-key", description = "Accept requests from other machines without an API key.")
    private boolean noKey;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Requests per minute and key (without keys: per address); 0 (default): no limit.")
    private int requestsPerMinute;

    @Option(
            names = "--token-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tokens per minute and key (without keys: per address); 0 (default): no limit.")
    private int tokensPerMinute;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time for running answers to finish when the server is stopped (default: ${DEFAULT-VALUE}).")
    private int drainSeconds;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate (PEM; then those that prove it); needs --tls-key.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key of the certificate (PEM, PKCS #8).")
    private Path key;

    /** Where the server is, up to its port. */
    String address() {
        return (certificate == null ? "http://" : "https://") + host;
    }

    /** @throws QwenVlException for invalid keys, and for a host that requires keys if there are none */
    ServerOptions options(ServerCapacity capacity) {
        if (port < 0 || port > 65_535) {
            throw new QwenVlException("port is " + port + ", but must be from 0 to 65535");
        }
        if (requestsPerMinute < 0 || tokensPerMinute < 0 || drainSeconds < 0) {
            throw new QwenVlException("rate, token-rate and drain must not be negative");
        }
        if ((certificate == null) != (key == null)) {
            throw new QwenVlException("tls-certificate and tls-key need each other");
        }
        return new ServerOptions(
                host,
                port,
                new Access(
                        Set.copyOf(names),
                        CrossOrigin.of(Set.copyOf(origins)),
                        noKey,
                        keys(),
                        new RateLimits(requestsPerMinute, tokensPerMinute),
                        ofVariable(ADMIN_VARIABLE)),
                capacity.requests(),
                capacity.maxBodyBytes(),
                ServerOptions.STALL,
                Duration.ofSeconds(drainSeconds),
                certificate == null ? Optional.empty() : Optional.of(Tls.of(certificate, key)));
    }

    private ApiKeys keys() {
        if (keyFile != null) {
            return ApiKeys.file(keyFile);
        }
        return ofVariable(KEYS_VARIABLE);
    }

    private static ApiKeys ofVariable(String name) {
        String variable = System.getenv(name);
        return variable == null || variable.isBlank()
                ? ApiKeys.none()
                : ApiKeys.of(List.of(variable.strip().split("\\s*,\\s*")));
    }
}
