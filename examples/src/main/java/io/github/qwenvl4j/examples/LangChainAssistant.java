package io.github.qwenvl4j.examples;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.langchain4j.QwenVlChatModel;
import java.nio.file.Path;

/** An AI service of LangChain4j with a picture and a tool. Arguments: the folder of a Qwen3-VL, a picture. */
public final class LangChainAssistant {

    interface Shop {

        String answer(@UserMessage String question, @UserMessage ImageContent picture);
    }

    /** What the model may ask for. */
    public static final class Prices {

        @Tool("The price of an article in euros")
        public double price(String article) {
            return article.equals("heart") ? 4.5 : 1;
        }
    }

    private LangChainAssistant() {}

    public static void main(String[] args) {
        try (QwenVl model = QwenVl.open(Path.of(args[0]))) {
            System.out.println(ask(model, Path.of(args[1])));
        }
    }

    static String ask(QwenVl model, Path picture) {
        Shop shop = AiServices.builder(Shop.class)
                .chatModel(QwenVlChatModel.of(model))
                .tools(new Prices())
                .build();
        return shop.answer("What does the article in the picture cost?", ImageContent.from(picture.toUri()));
    }
}
