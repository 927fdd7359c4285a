package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several clients at once: a short run in every build, and a long one that prints its figures when asked for. */
class LoadTest {

    @Test
    void eightClientsAtOnceAreAllAnswered() throws Exception {
        try (TestServer server = TestServer.start()) {
            LoadRun run = new LoadRun(server.url(""), LoadMain.questions());
            run.run(8, Long.MAX_VALUE, 4);
            assertThat(run.errors()).isEmpty();
            assertThat(run.answers()).isEqualTo(32);
            assertThat(server.metric("qwenvl_active_answers")).isZero();
        }
    }
}
