"""pip: ollama"""

from checks import *
from ollama import Client

client = Client(host=BASE)
user = {"role": "user", "content": QUESTION, "images": [PICTURE]}
options = {"temperature": 0}


def ask(**more):
    return client.chat(**{"model": "pico", "messages": [user], "options": options, **more})


def stream():
    parts = ask(messages=[{**user, "content": LONG}], stream=True)
    return streamed(part.message.content for part in parts)


def turns():
    messages = [user]
    messages.append(ask(messages=messages).message)
    messages.append({"role": "user", "content": "And the circle?"})
    return answered(ask(messages=messages).message.content)


def models():
    shown, listed, running = client.show("pico"), client.list().models[0], client.ps().models[0]
    reply = client.generate(model="pico", prompt=QUESTION, images=[PICTURE], options=options)
    same(reply.response)
    rate = reply.eval_count / reply.eval_duration * 1e9
    return f"{shown.capabilities}, {listed.details.parameter_size}, {running.context_length} positions, {rate:.0f} tokens/s"


feature("picture", lambda: same(ask().message.content))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask(model="nope")))
feature("models", models)
