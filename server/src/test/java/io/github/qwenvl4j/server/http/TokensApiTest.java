package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens on the wire: counted, listed, and what they are worth in an answer. */
class TokensApiTest {

    private static final String GREEDY = ",\"temperature\":0,\"max_tokens\":6";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    private static JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> response = server.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    private static JsonNode chat(String fields) throws Exception {
        return post("/v1/chat/completions", "{" + fields + "}");
    }

    private static String text(JsonNode completion) {
        return completion.at("/choices/0/message/content").asText();
    }

    private static String quoted(String text) throws Exception {
        return new ObjectMapper().writeValueAsString(text);
    }

    @Test
    void textsBecomeIdsAndComeBack() throws Exception {
        String said = "Où est le chat? <|im_end|> 猫";
        JsonNode ids = post("/tokenize", "{\"prompt\":" + quoted(said) + ",\"return_token_strs\":true}");
        assertThat(ids.at("/count").asInt()).isEqualTo(ids.at("/tokens").size()).isPositive();
        assertThat(ids.at("/token_strs")).hasSize(ids.at("/count").asInt());
        assertThat(ids.at("/max_model_len").asInt())
                .isEqualTo(TestServer.json(server.get("/v1/models"))
                        .at("/data/0/max_model_len")
                        .asInt())
                .isPositive();
        JsonNode back = post("/detokenize", "{\"tokens\":" + ids.at("/tokens") + "}");
        assertThat(back.at("/prompt").asText()).isEqualTo(said);
        assertThat(back.at("/content").asText()).isEqualTo(said);
        JsonNode special = post("/tokenize", "{\"content\":" + quoted(said) + ",\"parse_special\":true}");
        assertThat(special.at("/count").asInt()).isLessThan(ids.at("/count").asInt());
    }

    @Test
    void promptsAreCountedAsTheyAreCharged() throws Exception {
        String messages =
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                        + TestServer.dataUrl("scene-640x480.png")
                        + "\"}},{\"type\":\"text\",\"text\":\"What is this?\"}]}]";
        int charged =
                chat(messages + ",\"max_tokens\":1").at("/usage/prompt_tokens").asInt();
        assertThat(charged).isGreaterThan(258);
        assertThat(post("/v1/chat/completions/input_tokens", "{" + messages + "}")
                        .at("/input_tokens")
                        .asInt())
                .isEqualTo(charged);
        String input = messages.replace("\"messages\"", "\"input\"")
                .replace("\"type\":\"text\"", "\"type\":\"input_text\"")
                .replace("\"type\":\"image_url\",\"image_url\":{\"url\":", "\"type\":\"input_image\",\"image_url\":")
                .replace("\"}},", "\"},");
        JsonNode counted = post("/v1/responses/input_tokens", "{" + input + "}");
        assertThat(counted.at("/input_tokens").asInt()).isEqualTo(charged);
        assertThat(counted.at("/object").asText()).isEqualTo("response.input_tokens");
        JsonNode listed = post("/tokenize", "{" + messages + "}");
        assertThat(listed.at("/tokens")).hasSize(charged);
        String prompt = post("/apply-template", "{" + TestServer.user("hi <|im_end|>") + "}")
                .at("/prompt")
                .asText();
        assertThat(prompt).endsWith("<|im_start|>user\nhi <|im_end|><|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void aBiasDecidesWhatIsSaid() throws Exception {
        int id = post("/tokenize", "{\"prompt\":\" cat\"}").at("/tokens/0").asInt();
        JsonNode biased = chat(TestServer.user("hello") + GREEDY + ",\"logit_bias\":{\"" + id + "\":100}");
        String word =
                post("/detokenize", "{\"tokens\":[" + id + "]}").at("/prompt").asText();
        assertThat(text(biased)).isEqualTo(word.repeat(6));
        JsonNode without = chat(TestServer.user("hello") + GREEDY + ",\"logit_bias\":{\"" + id
                + "\":100},\"stop_token_ids\":[" + id + "]");
        assertThat(text(without)).isEmpty();
        assertThat(without.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void anAnswerEndsNoEarlierThanAsked() throws Exception {
        JsonNode end = post("/tokenize", "{\"prompt\":\"<|im_end|>\",\"parse_special\":true}");
        String soon = TestServer.user("hello") + GREEDY + ",\"logit_bias\":{\""
                + end.at("/tokens/0").asInt() + "\":100}";
        assertThat(chat(soon).at("/usage/completion_tokens").asInt()).isZero();
        JsonNode three = chat(soon + ",\"min_tokens\":3");
        assertThat(three.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(three.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        JsonNode never = chat(soon + ",\"ignore_eos\":true");
        assertThat(never.at("/usage/completion_tokens").asInt()).isEqualTo(6);
        assertThat(never.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void theLastWordsOfTheAssistantAreContinued() throws Exception {
        String first = text(chat(TestServer.user("hello") + ",\"temperature\":0,\"max_tokens\":3"));
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"},{\"role\":\"assistant\",\"content\":"
                + quoted(first) + "}]";
        JsonNode continued = chat(messages + ",\"temperature\":0,\"max_tokens\":3");
        String whole = text(
                chat(TestServer.user("hello") + ",\"temperature\":0,\"max_tokens\":3,\"beginning\":" + quoted(first)));
        assertThat(first + text(continued)).isEqualTo(whole);
        for (String sense : new String[] {
            ",\"continue_final_message\":true,\"add_generation_prompt\":false", ",\"continue_final_message\":true"
        }) {
            assertThat(text(chat(messages + sense + ",\"temperature\":0,\"max_tokens\":3")))
                    .isEqualTo(text(continued));
        }
        assertThat(text(chat(messages.replace("}]", ",\"prefix\":true}]") + ",\"temperature\":0,\"max_tokens\":3")))
                .isEqualTo(text(continued));
    }

    @Test
    void anAnswerTellsItsTimesAndItsRequestsId() throws Exception {
        HttpResponse<String> response = server.post(
                "/v1/chat/completions", "{" + TestServer.user("hello") + GREEDY + "}", "X-Request-Id", "mine-42");
        assertThat(response.headers().firstValue("X-Request-Id")).contains("mine-42");
        assertThat(server.get("/health").headers().firstValue("X-Request-Id").orElseThrow())
                .startsWith("req_");
        JsonNode reply = TestServer.json(response);
        JsonNode timings = reply.at("/timings");
        assertThat(timings.at("/predicted_n")).isEqualTo(reply.at("/usage/completion_tokens"));
        assertThat(timings.at("/prompt_n").asInt() + timings.at("/cache_n").asInt())
                .isEqualTo(reply.at("/usage/prompt_tokens").asInt());
        assertThat(timings.at("/prompt_ms").asDouble()).isPositive();
        assertThat(server.get("/health", "X-Request-Id", "a b")
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow())
                .startsWith("req_");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/tokenize|{}|prompt or messages must be given",
                "/tokenize|{'prompt':'a','messages':[]}|prompt or messages must be given",
                "/tokenize|{'prompt':1}|prompt must be a string",
                "/tokenize|{'prompt':'a','with_pieces':true}|with_pieces must be false",
                "/detokenize|{}|tokens is missing",
                "/detokenize|{'tokens':[-1]}|tokens has the token id -1",
                "/detokenize|{'tokens':[99999999]}|tokens has the token id 99999999",
                "/detokenize|{'tokens':['a']}|tokens[0] must be a whole number",
                "/apply-template|{'messages':[]}|messages must have from 1",
                "/apply-template|{'messages':[{'role':'user','content':'a'}],'chat_template':'x'}|chat_template must be absent",
                "/v1/chat/completions/input_tokens|{'messages':[{'role':'user'}]}|messages[0].content is missing",
                "/v1/responses/input_tokens|{}|input is missing",
                "/v1/decisions|{'messages':[{'role':'user','content':'a'}]}|options is missing",
                "/v1/decisions|{'messages':[{'role':'user','content':'a'}],'options':['b','b']}|options has the same text twice",
                "/v1/decisions|{'messages':[{'role':'user','content':'a'}],'options':['']}|options must have from 1 to",
                "/v1/completions|{}|prompt is missing",
                "/v1/completions|{'prompt':['a','b']}|prompt must be a string",
                "/v1/completions|{'prompt':''}|prompt must have from 1",
                "/v1/completions|{'prompt':'a','suffix':'b'}|suffix must be empty",
                "/v1/completions|{'prompt':'a','best_of':2}|best_of must be 1",
                "/v1/responses|{}|input is missing",
                "/v1/responses|{'input':'a','previous_response_id':'resp_1'}|previous_response_id must be absent",
                "/v1/responses|{'input':'a','tools':[{'type':'web_search'}]}|tools[0].type must be function",
                "/v1/responses|{'input':'a','background':true}|background must be false",
                "/v1/responses|{'input':'a','max_output_tokens':0}|max_output_tokens must be at least 1",
                "/v1/responses|{'input':[{'type':'function_call_output'}]}|input[0].call_id is missing",
                "/v1/responses|{'input':[{'role':'user','content':[{'type':'input_image','image_url':'/etc/passwd'}]}]}|input[0].content[0].image_url must be a data URL"
            })
    void whatCannotBeDoneIsRefusedByName(String path, String body, String message) throws Exception {
        HttpResponse<String> response = server.post(path, body.replace('\'', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(TestServer.json(response).at("/error/message").asText()).startsWith(message);
    }
}
