package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests may say on the wire: what is served, what means nothing, what is refused by name, what nobody knows. */
class RequestFieldsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASKED = "'messages':[{'role':'user','content':'hi'}]";
    private static final String CHAT = "/v1/chat/completions";

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    /** A request that is answered with one token, and these fields beside or instead of its own. */
    private static HttpResponse<String> send(String route, String fields) throws IOException, InterruptedException {
        ObjectNode body = (ObjectNode) JSON.readTree(
                switch (route) {
                    case CHAT -> "{\"max_tokens\":1," + TestServer.user("hi") + "}";
                    case "/api/chat" ->
                        "{\"stream\":false,\"options\":{\"num_predict\":1}," + TestServer.user("hi") + "}";
                    default -> "{\"stream\":false,\"options\":{\"num_predict\":1},\"prompt\":\"hi\"}";
                });
        body.setAll((ObjectNode) JSON.readTree("{" + fields.replace('\'', '"') + "}"));
        return server.post(route, body.toString());
    }

    private static void refused(HttpResponse<String> response, String message) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = TestServer.json(response).get("error");
        assertThat(error.isTextual() ? error.asText() : error.get("message").asText())
                .startsWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model':null",
                "'model':'tiny-vl'",
                "'model':''",
                "'tools':[]",
                "'tools':null",
                "'tool_choice':'auto'",
                "'tool_choice':'none','tools':[]",
                "'functions':[],'function_call':'none'",
                "'parallel_tool_calls':false",
                "'store':true,'metadata':{'a':'b'},'service_tier':'auto','user':'me'",
                "'modalities':['text']",
                "'reasoning_effort':'none','verbosity':'medium'",
                "'logit_bias':{}",
                "'prediction':{'type':'content','content':'x'}",
                "'response_format':{'type':'text'}",
                "'stream_options':{'include_usage':true,'include_obfuscation':false}",
                "'stream_options':null,'stop':null,'temperature':null,'n':null,'seed':null,'response_format':null",
                "'stop':[]",
                "'logprobs':false,'top_logprobs':0",
                "'min_p':0,'ignore_eos':false,'stop_token_ids':[]",
                "'max_tokens':-1",
                "'max_tokens':3,'max_completion_tokens':1",
                "'max_tokens':1.0",
                "'messages':[{'role':'user','content':'hi','name':'anna'}]",
                "'messages':[{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'},'uuid':null}]}]",
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':null},{'role':'user','content':'b'}]",
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b','refusal':null,'annotations':[],'audio':null,"
                        + "'function_call':null,'tool_calls':[],'reasoning_content':'hm','grounding':[{'box':[1,2,3,4]}]},"
                        + "{'role':'user','content':'c'}]"
            })
    void whatMeansNothingIsAccepted(String fields) throws Exception {
        HttpResponse<String> response = send(CHAT, fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Ignored-Fields")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'model':null",
                "'model':'tiny-vl:latest'",
                "'tools':[]",
                "'format':''",
                "'format':null,'think':null,'keep_alive':null,'options':null",
                "'think':false,'keep_alive':'5m'",
                "'keep_alive':-1",
                "'options':{'num_ctx':4096,'num_gpu':1,'num_thread':2,'use_mmap':true,'seed':-1,'num_predict':1,'mirostat':0}",
                "'options':{'stop':'x','num_predict':-1}",
                "'options':{'num_predict':-2}",
                "'messages':[{'role':'user','content':'a','images':null},{'role':'assistant','content':'b','thinking':'','images':null,"
                        + "'tool_calls':null,'tool_name':null,'grounding':[]},{'role':'user','content':'c','images':[]}]"
            })
    void whatMeansNothingToOllamaIsAccepted(String fields) throws Exception {
        HttpResponse<String> response = send("/api/chat", fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Ignored-Fields")).isEmpty();
    }

    /** -1 is the maximum, of Ollama's field -2, too; other negative numbers are mistakes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/v1/chat/completions|max_tokens|'max_tokens':-2," + ASKED,
                "/v1/chat/completions|max_completion_tokens|'max_completion_tokens':-100," + ASKED,
                "/v1/completions|max_tokens|'max_tokens':-3,'prompt':'hi'",
                "/v1/responses|max_output_tokens|'max_output_tokens':-2,'input':'hi'",
                "/v1/messages|max_tokens|'model':'tiny-vl','max_tokens':-2," + ASKED,
                "/api/chat|options.num_predict|'options':{'num_predict':-3}," + ASKED,
                "/api/generate|options.num_predict|'options':{'num_predict':-100},'prompt':'hi'"
            })
    void aNumberOfTokensIsNotNegative(String route, String field, String body) throws Exception {
        refused(
                server.post(route, "{" + body.replace('\'', '"') + "}"),
                field + " must be at least 1, or -1 for the maximum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'raw':false,'suffix':'','template':'','context':[],'system':''",
                "'format':'','images':[],'keep_alive':0",
                "'system':null,'images':null,'context':null"
            })
    void whatMeansNothingToGenerateIsAccepted(String fields) throws Exception {
        HttpResponse<String> response = send("/api/generate", fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Ignored-Fields")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'tools':[{'type':'function','function':{'name':'a'}}]|tools must be empty: this model was not trained to call tools",
                "'tool_choice':'required'|tool_choice needs tools",
                "'logit_bias':{'5':101}|logit_bias.5 must be from -100.0 to 100.0",
                "'logit_bias':{'5':'1'}|logit_bias.5 must be a number",
                "'logit_bias':{'a':1}|logit_bias has a key that is not a token id",
                "'logit_bias':[]|logit_bias must be an object",
                "'min_tokens':-1|min_tokens must be from 0 to 4096",
                "'guided_regex':'a','ignore_eos':true|ignore_eos and guided_regex exclude each other",
                "'guided_regex':'a','min_tokens':1|min_tokens and guided_regex exclude each other",
                "'guided_regex':'a','guided_choice':['a']|guided_choice and guided_regex exclude each other",
                "'guided_choice':[]|guided_choice must have from 1",
                "'guided_choice':['a','a']|guided_choice has the same text twice",
                "'guided_grammar':'x'|guided_grammar must be absent",
                "'structured_outputs':{'grammar':'x'}|structured_outputs.grammar must be absent",
                "'structured_outputs':{'regex':'('}|structured_outputs.regex cannot be used",
                "'response_format':{'type':'json_schema'}|response_format.json_schema is missing",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x'}}|response_format.json_schema.schema is missing",
                "'continue_final_message':true|continue_final_message must be true exactly if",
                "'add_generation_prompt':false|add_generation_prompt must be true",
                "'messages':[{'role':'user','content':'a','prefix':true}]|messages[0].prefix may be true only",
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}],'continue_final_message':false|continue_final_message must be true exactly if",
                "'modalities':['text','audio']|modalities must be",
                "'audio':{'voice':'a'}|audio must be absent",
                "'reasoning_effort':'high'|reasoning_effort must be none",
                "'response_format':{'type':'xml'}|response_format.type must be json_object or json_schema or text",
                "'response_format':{'type':null}|response_format.type is missing",
                "'min_p':1.5|min_p must be from 0.0 to 1.0",
                "'temperature':'0'|temperature must be a number",
                "'temperature':3|temperature must be from 0.0 to 2.0",
                "'max_tokens':0|max_tokens must be at least 1",
                "'max_tokens':1.5|max_tokens must be a whole number",
                "'max_tokens':'5'|max_tokens must be a whole number",
                "'n':100000000000000000000|n must be from 1 to 8",
                "'seed':100000000000000000000|seed must be a whole number of at most 64 bits",
                "'stream':'true'|stream must be true or false",
                "'stream':1|stream must be true or false",
                "'model':1|model must be a string",
                "'user':1|user must be a string",
                "'stop':[1]|stop[0] must be a string",
                "'stop':[null]|stop[0] must be a string",
                "'stop':5|stop must be a string or a list of strings",
                "'logprobs':true,'top_logprobs':'3'|top_logprobs must be a whole number",
                "'top_logprobs':3|top_logprobs needs logprobs",
                "'stream_options':true|stream_options must be an object",
                "'messages':null|messages is missing",
                "'messages':{}|messages must be a list of messages",
                "'messages':[null]|messages[0] must be an object",
                "'messages':['hi']|messages[0] must be an object",
                "'messages':[{'role':null,'content':'x'}]|messages[0].role is missing",
                "'messages':[{'content':'x'}]|messages[0].role is missing",
                "'messages':[{'role':1,'content':'x'}]|messages[0].role must be a string",
                "'messages':[{'role':'user','content':null}]|messages[0].content is missing",
                "'messages':[{'role':'user','content':1}]|messages[0].content must be a string or a list of parts",
                "'messages':[{'role':'user','content':{}}]|messages[0].content must be a string or a list of parts",
                "'messages':[{'role':'user','content':[null]}]|messages[0].content[0] must be an object",
                "'messages':[{'role':'user','content':[{'text':'x'}]}]|messages[0].content[0].type is missing",
                "'messages':[{'role':'user','content':[{'type':'audio'}]}]|messages[0].content[0].type must be image_url or text or video",
                "'messages':[{'role':'user','content':[{'type':'text'}]}]|messages[0].content[0].text is missing",
                "'messages':[{'role':'user','content':[{'type':'text','text':1}]}]|messages[0].content[0].text must be a string",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':null}]}]|messages[0].content[0].image_url is missing",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':'x'}]}]|messages[0].content[0].image_url must be an object",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]|messages[0].content[0].image_url.url is missing",
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'a','arguments':'{}'}}]}]|messages[1].tool_calls must be empty: this model",
                "'messages':[{'role':'tool','content':'a'}]|messages[0].role must be system, developer, user or assistant: this model"
            })
    void whatWouldChangeTheAnswerIsRefusedByName(String fields, String message) throws Exception {
        HttpResponse<String> response = send(CHAT, fields);
        refused(response, message);
        assertThat(message)
                .startsWith(TestServer.json(response).at("/error/param").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/api/chat|'messages':[null]|messages[0] must be an object",
                "/api/chat|'messages':[{'role':'user','content':[]}]|messages[0].content must be a string",
                "/api/chat|'messages':[{'role':'user'}]|messages[0].content is missing",
                "/api/chat|'messages':[{'content':'a'}]|messages[0].role is missing",
                "/api/chat|'messages':[{'role':'user','content':'a','images':[5]}]|messages[0].images[0] must be a string",
                "/api/chat|'tools':[{'type':'function','function':{'name':'a'}}]|tools must be empty: this model was not trained",
                "/api/chat|'format':'xml'|format must be json, or a JSON Schema",
                "/api/chat|'format':1|format must be json, or a JSON Schema",
                "/api/chat|'think':true|think must be false",
                "/api/chat|'options':[]|options must be an object",
                "/api/chat|'options':{'temperature':'1'}|options.temperature must be a number",
                "/api/chat|'options':{'mirostat':1}|options.mirostat must be 0",
                "/api/chat|'options':{'min_p':-0.1}|options.min_p must be from 0.0 to 1.0",
                "/api/chat|'options':{'num_predict':0}|options.num_predict must be at least 1",
                "/api/chat|'options':{'temperature':3}|options.temperature must be from 0.0 to 2.0",
                "/api/generate|'options':{'repeat_penalty':-2}|options.repeat_penalty must be from 0.01 to 10.0",
                "/api/generate|'options':{'stop':['']}|options.stop must have strings",
                "/api/chat|'model':1|model must be a string",
                "/api/generate|'prompt':1|prompt must be a string",
                "/api/generate|'suffix':'x'|suffix must be empty",
                "/api/generate|'raw':true|raw must be false",
                "/api/generate|'context':[1,2]|context must be empty",
                "/api/generate|'images':'abc'|images must be a list of strings in base64"
            })
    void ollamasFieldsAreRefusedByName(String route, String fields, String message) throws Exception {
        refused(send(route, fields), message);
    }

    @Test
    void whatNobodyKnowsIsIgnoredAndNamed() throws Exception {
        HttpResponse<String> response = send(
                CHAT,
                "'shell':'rm -rf','colour':null,'a\\r\\nX-Evil: b':1,"
                        + "'messages':[{'role':'user','content':'a','mood':1},{'role':'user','content':[{'type':'text','text':'b','mood':1}],'mood':2}]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Ignored-Fields"))
                .contains("messages[].mood, messages[].content[].mood, shell, a??X-Evil??b");
        assertThat(send("/api/chat", "'shell':1,'options':{'mood':1,'num_predict':1}")
                        .headers()
                        .firstValue("X-Ignored-Fields"))
                .contains("options.mood, shell");
    }

    @Test
    void aStrictServerRefusesWhatItDoesNotKnow() throws Exception {
        RequestLimits d = RequestLimits.DEFAULT;
        RequestLimits strict = new RequestLimits(
                d.messages(),
                d.images(),
                d.choices(),
                d.newTokens(),
                d.textCharacters(),
                true,
                d.arrival(),
                d.deadline());
        try (TestServer server = TestServer.start(options -> options.withRequests(strict))) {
            refused(server.chat("\"shell\":1," + TestServer.user("hi")), "shell is an unknown field");
            assertThat(server.chat("\"store\":true,\"max_tokens\":1," + TestServer.user("hi"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"low", "high", "auto", "original"})
    void anyDetailIsTheOneThereIs(String detail) throws Exception {
        String picture = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + TestServer.dataUrl("scene-640x480.png")
                + "\",\"detail\":\"" + detail + "\"}}";
        HttpResponse<String> response =
                server.chat("\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[" + picture + "]}]");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void whatTheServerSaidIsAcceptedBack() throws Exception {
        String picture = "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                + TestServer.dataUrl("scene-640x480.png") + "\"}},{\"type\":\"text\",\"text\":\"a\"}]}";
        String said = TestServer.json(server.chat("\"max_tokens\":5,\"messages\":[" + picture + "]"))
                .at("/choices/0/message")
                .toString();
        HttpResponse<String> next = server.chat(
                "\"max_tokens\":2,\"messages\":[" + picture + "," + said + ",{\"role\":\"user\",\"content\":\"b\"}]");
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(next.headers().firstValue("X-Ignored-Fields")).isEmpty();
    }

    @Test
    void moreTokensThanThereMayBeAreAsManyAsThereMayBe() throws Exception {
        RequestLimits d = RequestLimits.DEFAULT;
        RequestLimits seven = new RequestLimits(
                d.messages(), d.images(), d.choices(), 7, d.textCharacters(), false, d.arrival(), d.deadline());
        try (TestServer server = TestServer.start(options -> options.withRequests(seven))) {
            for (String asked : List.of("-1", "8", "2000000000", "1000000000000000000000000000000")) {
                for (String field : List.of("max_tokens", "max_completion_tokens")) {
                    String endless = TestServer.endless(1).replace("\"max_tokens\":1", "\"" + field + "\":" + asked);
                    var answer = TestServer.json(server.chat(endless));
                    assertThat(answer.at("/usage/completion_tokens").asInt())
                            .as(endless)
                            .isEqualTo(7);
                    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
                }
                var ollama = TestServer.json(server.post(
                        "/api/generate",
                        "{\"prompt\":\"a b c\",\"stream\":false,\"options\":{\"temperature\":0,\"frequency_penalty\":-2,\"num_predict\":"
                                + asked + "}}"));
                assertThat(ollama.at("/eval_count").asInt()).as(asked).isEqualTo(7);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iVBORw0KGgo=", "picture.png", "C:\\\\x.png", "ftp://a/b.png"})
    void aPictureThatIsNoAddressIsToldWhatIsExpected(String url) throws Exception {
        refused(
                server.chat(
                        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                                + url + "\"}}]}]"),
                "messages[0].content[0].image_url.url must be a data URL (data:image/png;base64,...) or an http(s) address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'a':1|body is not complete",
                "|body is empty",
                "{'a':tru}|body is not valid JSON at line 1, column 6",
                "{} {}|body has more than one JSON value",
                "[]|body must be an object",
                "null|body must be an object",
                "{'model':'a','model':'b'}|model is given twice",
                "{'messages':[{'role':'a','role':'b'}]}|messages.0.role is given twice"
            })
    void whatIsNoJsonObjectIsToldSo(String body, String message) throws Exception {
        refused(server.post(CHAT, body == null ? "" : body.replace('\'', '"')), message);
    }
}
