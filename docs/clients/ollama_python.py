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


def formed():
    schema = {"type": "object", "properties": {"shape": {"enum": ["circle", "heart"]}}, "required": ["shape"], "additionalProperties": False}
    shape = json.loads(ask(format=schema).message.content)["shape"]
    assert shape in ("circle", "heart"), shape
    return shape


def weather(city: str) -> str:
    """Weather of a city."""
    return "rain"


def tools():
    """Ollama's API cannot require a call, so that only the way there and back is tried."""
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    options = {"num_predict": 20}
    reply = client.chat(model="tools", messages=messages, tools=[weather], options=options)
    call = {"function": {"name": "weather", "arguments": {"city": "Paris"}}}
    messages += [reply.message, {"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_name": "weather", "content": "rain"}]
    again = client.chat(model="tools", messages=messages, tools=[weather], options=options)
    return f"{again.prompt_eval_count} prompt tokens with a call and its result, {reply.prompt_eval_count} without"


feature("format", formed)
tool_feature("tools", tools)
feature("picture", lambda: same(ask().message.content))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask(model="nope")))
feature("models", models)
