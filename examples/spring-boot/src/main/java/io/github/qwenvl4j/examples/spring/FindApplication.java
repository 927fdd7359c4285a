package io.github.qwenvl4j.examples.spring;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers a question about the picture in the body: {@code curl --data-binary @scene.png 'localhost:8080/find?question=..'}. */
@SpringBootApplication
@RestController
public class FindApplication {

    private final ChatClient client;

    public FindApplication(ChatClient.Builder client) {
        this.client = client.build();
    }

    @PostMapping("/find")
    public String find(@RequestParam String question, @RequestBody byte[] picture) {
        return client.prompt()
                .user(user -> user.text("{question}")
                        .param("question", question)
                        .media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(picture)))
                .call()
                .content();
    }

    public static void main(String[] args) {
        SpringApplication.run(FindApplication.class, args);
    }
}
