package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.OBJECT;
import static io.github.qwenvl4j.server.fields.Plain.SEED;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;
import static io.github.qwenvl4j.server.fields.Plain.WHOLE;

import io.github.qwenvl4j.server.api.Ollama;
import java.util.function.UnaryOperator;

/** Every field of the supported Ollama routes. */
public final class OllamaFields {

    private static final ListOf IMAGES = new ListOf(TEXT, "strings in base64");

    static final Form OPTIONS = Extensions.ofDialogues(Form.with())
            .field("num_predict", WHOLE)
            .field("temperature", NUMBER)
            .field("top_k", WHOLE)
            .field("top_p", NUMBER)
            .field("min_p", NUMBER)
            .field("seed", SEED)
            .field("repeat_penalty", NUMBER)
            .field("presence_penalty", NUMBER)
            .field("frequency_penalty", NUMBER)
            .field("stop", new ListOf(TEXT, "strings").orText(UnaryOperator.identity()))
            .field(
                    "repeat_last_n",
                    new Neutral(n -> n.asInt() == -1, "must be -1: the penalty always covers the whole context"))
            .field("tfs_z", Neutral.only(1))
            .field("typical_p", Neutral.only(1))
            .field("mirostat", Neutral.only(0))
            .withoutEffect("mirostat_eta", "mirostat_tau", "penalize_newline")
            .withoutEffect("num_ctx", "num_keep", "num_batch", "num_gpu", "main_gpu", "low_vram", "f16_kv")
            .withoutEffect("vocab_only", "use_mmap", "use_mlock", "num_thread", "numa", "logits_all", "embedding_only")
            .build();

    private static final Form CALL = Form.with()
            .field("id", TEXT)
            .required(
                    "function",
                    Form.with()
                            .required("name", TEXT)
                            .required("arguments", OBJECT)
                            .withoutEffect("index", "description")
                            .build())
            .withoutEffect("type")
            .build();

    private static final Form MESSAGE = Form.with()
            .required("role", TEXT)
            .field("content", TEXT)
            .field("images", IMAGES)
            .field("tool_calls", new ListOf(CALL, "calls"))
            .field("tool_call_id", TEXT)
            .withoutEffect("thinking", "tool_name", "grounding")
            .build();

    static final Form CHAT_REQUEST = common().field("messages", new ListOf(MESSAGE, "messages"))
            .field("tools", new ListOf(ToolFields.TOOL, "tools"))
            .build();

    static final Form GENERATE_REQUEST = common().field("prompt", TEXT)
            .field("system", TEXT)
            .field("images", IMAGES)
            .field("suffix", Neutral.empty("fill-in-the-middle is not supported"))
            .field("template", Neutral.empty("the server always uses the checkpoint's template"))
            .field("context", Neutral.empty("send earlier turns to /api/chat"))
            .field("raw", Neutral.only(false))
            .build();

    static final Form SHOW_REQUEST = Form.with()
            .field("model", TEXT)
            .field("name", TEXT)
            .withoutEffect("verbose", "system", "template", "options")
            .build();

    public static final RequestForm<Ollama.ChatRequest> CHAT =
            new RequestForm<>(CHAT_REQUEST, Ollama.ChatRequest.class);

    public static final RequestForm<Ollama.GenerateRequest> GENERATE =
            new RequestForm<>(GENERATE_REQUEST, Ollama.GenerateRequest.class);

    public static final RequestForm<Ollama.ShowRequest> SHOW =
            new RequestForm<>(SHOW_REQUEST, Ollama.ShowRequest.class);

    private OllamaFields() {}

    private static Form.Builder common() {
        return Form.with()
                .field("model", TEXT)
                .field("stream", FLAG)
                .field("options", OPTIONS)
                .field("format", new OllamaFormat())
                .field("think", Neutral.only(false))
                .field("logprobs", Neutral.only(false))
                .field("top_logprobs", Neutral.only(0))
                .field("keep_alive", new KeepAliveRule())
                .withoutEffect("truncate", "shift");
    }
}
