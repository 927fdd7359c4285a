"""pip: openai"""

from checks import *
from openai import OpenAI

client = OpenAI(base_url=BASE + "/v1", api_key="none", max_retries=0)
image = {"type": "image_url", "image_url": {"url": DATA_URL, "detail": "low"}}
text = {"type": "text", "text": QUESTION}


def ask(parts, **more):
    messages = [{"role": "user", "content": parts}]
    return client.chat.completions.create(**{"model": "pico", "temperature": 0, "messages": messages, **more})


def stream():
    parts = [image, {"type": "text", "text": LONG}]
    chunks = ask(parts, stream=True, stream_options={"include_usage": True})
    return streamed(chunk.choices[0].delta.content for chunk in chunks if chunk.choices)


def turns():
    messages = [{"role": "user", "content": [image, text]}]
    reply = client.chat.completions.create(model="pico", temperature=0, messages=messages)
    messages.append(reply.choices[0].message)
    messages.append({"role": "user", "content": "And the circle?"})
    reply = client.chat.completions.create(model="pico", temperature=0, messages=messages)
    return answered(reply.choices[0].message.content)


feature("picture", lambda: same(ask([image, text]).choices[0].message.content))
feature("text first", lambda: same(ask([text, image]).choices[0].message.content))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask([text], model="nope")))
