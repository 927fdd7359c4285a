"""pip: litellm"""

from checks import *
import litellm

litellm.suppress_debug_info = True
image = {"type": "image_url", "image_url": {"url": DATA_URL}}
text = {"type": "text", "text": QUESTION}


def run(kind, model, base):
    def ask(messages, **more):
        settings = {"model": model + "pico", "api_base": base, "api_key": "none", "temperature": 0, **more}
        return litellm.completion(messages=messages, **settings)

    def user(*parts):
        return [{"role": "user", "content": list(parts)}]

    def turns():
        messages = user(image, text)
        messages.append(ask(messages).choices[0].message)
        messages.append({"role": "user", "content": "And the circle?"})
        return answered(ask(messages).choices[0].message.content)

    def stream():
        chunks = ask(user(image, {"type": "text", "text": LONG}), stream=True)
        return streamed(chunk.choices[0].delta.content for chunk in chunks)

    feature(kind + "picture", lambda: same(ask(user(image, text)).choices[0].message.content))
    feature(kind + "text first", lambda: same(ask(user(text, image)).choices[0].message.content))
    feature(kind + "stream", stream)
    feature(kind + "turns", turns)
    feature(kind + "error", lambda: told(lambda: ask(user(text), model=model + "nope")))


run("", "openai/", BASE + "/v1")
run("ollama_chat: ", "ollama_chat/", BASE)
