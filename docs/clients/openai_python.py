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


TOOLS = [{"type": "function", "function": {"name": "weather", "description": "of a city", "parameters": SCHEMA}}]


def tools():
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    options = dict(model="tools", tools=TOOLS, max_tokens=300, extra_body={"parallel_tool_calls": False})
    reply = client.chat.completions.create(messages=messages, tool_choice="required", **options).choices[0]
    assert reply.finish_reason == "tool_calls", reply.finish_reason
    call = reply.message.tool_calls[0]
    messages += [reply.message, {"role": "tool", "tool_call_id": call.id, "content": "rain"}]
    client.chat.completions.create(messages=messages, **{**options, "max_tokens": 5})
    return called(call.function.name, call.function.arguments)


def streamed_tools():
    choice = {"type": "function", "function": {"name": "weather"}}
    messages = [{"role": "user", "content": "Weather?"}]
    chunks = client.chat.completions.create(
        model="tools", messages=messages, tools=TOOLS, tool_choice=choice, max_tokens=300, stream=True)
    pieces = [call.function for chunk in chunks for call in chunk.choices[0].delta.tool_calls or []]
    assert len(pieces) > 3, f"{len(pieces)} pieces"
    return called(pieces[0].name, "".join(piece.arguments for piece in pieces))


tool_feature("tools", tools)
tool_feature("tools streamed", streamed_tools)
feature("picture", lambda: same(ask([image, text]).choices[0].message.content))
feature("text first", lambda: same(ask([text, image]).choices[0].message.content))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask([text], model="nope")))
