/** Qwen-VL in Java: {@link io.github.qwenvl4j.QwenVl} opens a model and answers questions about pictures. */
module qwenvl4j.core {
    requires transitive java.desktop;
    requires java.management;
    requires jdk.management;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires webp.imageio;
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires java.net.http;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.qwenvl4j;
    exports io.github.qwenvl4j.chat;
    exports io.github.qwenvl4j.grounding;
    exports io.github.qwenvl4j.hub;
    exports io.github.qwenvl4j.image;
    exports io.github.qwenvl4j.prompt;
    exports io.github.qwenvl4j.task;

    uses io.github.qwenvl4j.family.Family;
    uses io.github.qwenvl4j.weights.Accelerator;
    uses io.github.qwenvl4j.image.PageReader;

    // For the other modules; these packages change without notice. The server runs on the class path only: Javalin and
    // Jetty
    // do not export packages that it needs.
    exports io.github.qwenvl4j.adapter to
            qwenvl4j.train;
    exports io.github.qwenvl4j.attention to
            qwenvl4j.torch,
            qwenvl4j.train;
    exports io.github.qwenvl4j.checkpoint to
            qwenvl4j.torch,
            qwenvl4j.train;
    exports io.github.qwenvl4j.family to
            qwenvl4j.train;
    exports io.github.qwenvl4j.family.qwenvl to
            qwenvl4j.train;
    exports io.github.qwenvl4j.family.qwenvl.config to
            qwenvl4j.train;
    exports io.github.qwenvl4j.family.qwenvl.text to
            qwenvl4j.train;
    exports io.github.qwenvl4j.family.qwenvl.vision to
            qwenvl4j.train;
    exports io.github.qwenvl4j.file to
            qwenvl4j.torch,
            qwenvl4j.train,
            qwenvl4j.evaluate;
    exports io.github.qwenvl4j.internal to
            qwenvl4j.train;
    exports io.github.qwenvl4j.memory to
            qwenvl4j.torch,
            qwenvl4j.train;
    exports io.github.qwenvl4j.model to
            qwenvl4j.train;
    exports io.github.qwenvl4j.nn to
            qwenvl4j.torch,
            qwenvl4j.train;
    exports io.github.qwenvl4j.prompt.layout to
            qwenvl4j.train;
    exports io.github.qwenvl4j.tensor to
            qwenvl4j.torch,
            qwenvl4j.train;
    exports io.github.qwenvl4j.weights to
            qwenvl4j.torch;
}
