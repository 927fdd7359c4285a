package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.github.qwenvl4j.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Takes the page's questions in the server's place and answers them chunk by chunk, when the test says so: through a
 * socket, so that the page gets what a slow or dying server sends.
 */
final class ScriptedChat implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Page page;
    private final ServerSocket listening;
    private final Queue<Answer> asked = new ConcurrentLinkedQueue<>();

    ScriptedChat(Page page) throws IOException {
        this.page = page;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "scripted chat");
        accepting.setDaemon(true);
        accepting.start();
        String url = "http://127.0.0.1:" + listening.getLocalPort() + "/v1/chat/completions";
        page.route("**/v1/chat/completions", route -> route.resume(new Route.ResumeOptions().setUrl(url)));
    }

    /** The next question that arrives. */
    Answer next() {
        page.waitForCondition(() -> !asked.isEmpty());
        return asked.remove();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                asked.add(new Answer(listening.accept()));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    /** An answer under way. */
    static final class Answer {

        private final Socket socket;
        private final JsonNode request;

        private Answer(Socket socket) throws IOException {
            this.socket = socket;
            String head = head(socket.getInputStream());
            int length = Integer.parseInt(head.replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
            this.request = JSON.readTree(socket.getInputStream().readNBytes(length));
            write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        JsonNode request() {
            return request;
        }

        Answer say(String words) throws IOException {
            return event(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + JSON.writeValueAsString(words) + "}}]}");
        }

        /** One box about the words from start to end. */
        Answer ground(String ref, int start, int image, String box) throws IOException {
            String region =
                    "{\"ref\":\"%s\",\"start\":%d,\"end\":%d,\"image\":%d,\"boxes\":[{\"box\":[%s],\"pixels\":[%s]}],\"quads\":[]}"
                            .formatted(ref, start, start + ref.length(), image, box, box);
            return event("{\"choices\":[{\"index\":0,\"delta\":{\"grounding\":[" + region + "]}}]}");
        }

        /** The end of an answer in JSON. @param rows of its values */
        Answer evidence(String rows) throws IOException {
            return event(
                    "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"evidence\":" + rows + "}]}");
        }

        void finish() throws IOException {
            event("{\"choices\":[],\"usage\":{\"prompt_tokens\":290,\"completion_tokens\":34,\"total_tokens\":324,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":17}}}");
            event("[DONE]");
            write("0\r\n\r\n");
            socket.close();
        }

        /** The server dies. */
        void breakOff() throws IOException {
            socket.close();
        }

        private Answer event(String data) throws IOException {
            byte[] event = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
            write(Integer.toHexString(event.length) + "\r\n");
            socket.getOutputStream().write(event);
            write("\r\n");
            return this;
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        private static String head(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            return head.toString();
        }
    }
}
