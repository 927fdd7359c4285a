"""pip: anthropic"""

from checks import *
from anthropic import Anthropic

client = Anthropic(base_url=BASE, api_key="none", max_retries=0)
image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": BASE64}}
text = {"type": "text", "text": QUESTION}


def asked(parts, **more):
    messages = [{"role": "user", "content": parts}]
    return {"model": "pico", "max_tokens": 300, "messages": messages, "extra_body": {"temperature": 0}, **more}


def ask(parts, **more):
    return client.messages.create(**asked(parts, **more))


def stream():
    with client.messages.stream(**asked([image, {"type": "text", "text": LONG}])) as events:
        seen = streamed(events.text_stream)
        assert events.get_final_message().stop_reason == "end_turn"
        return seen


def turns():
    messages = [{"role": "user", "content": [image, text]}]
    reply = client.messages.create(model="pico", max_tokens=300, extra_body={"temperature": 0}, messages=messages)
    messages.append({"role": "assistant", "content": [{"type": "text", "text": block.text} for block in reply.content]})
    messages.append({"role": "user", "content": "And the circle?"})
    return answered(client.messages.create(model="pico", max_tokens=300, extra_body={"temperature": 0}, messages=messages).content[0].text)


def counted():
    prompt = {"model": "pico", "messages": asked([image, text])["messages"]}
    tokens = client.messages.count_tokens(**prompt).input_tokens
    usage = ask([image, text]).usage
    assert tokens == usage.input_tokens + usage.cache_read_input_tokens, f"{tokens} counted, {usage} used"
    return f"{tokens} tokens"


def prefilled():
    messages = asked([image, text])["messages"] + [{"role": "assistant", "content": EXPECTED[:6]}]
    reply = client.messages.create(model="pico", max_tokens=300, extra_body={"temperature": 0}, messages=messages)
    return answered(reply.content[0].text)


TOOLS = [{"name": "weather", "description": "of a city", "input_schema": SCHEMA}]


def tools():
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    choice = {"type": "any", "disable_parallel_tool_use": True}
    options = dict(model="tools", tools=TOOLS, messages=messages)
    reply = client.messages.create(tool_choice=choice, max_tokens=300, **options)
    assert reply.stop_reason == "tool_use", reply.stop_reason
    use = reply.content[0]
    result = {"type": "tool_result", "tool_use_id": use.id, "content": "rain"}
    messages += [{"role": "assistant", "content": reply.content}, {"role": "user", "content": [result]}]
    client.messages.create(max_tokens=5, **options)
    return called(use.name, use.input)


def streamed_tools():
    messages = [{"role": "user", "content": "Weather?"}]
    choice = {"type": "tool", "name": "weather"}
    with client.messages.stream(model="tools", max_tokens=300, messages=messages, tools=TOOLS, tool_choice=choice) as events:
        pieces = [event.partial_json for event in events if event.type == "input_json"]
        use = events.get_final_message().content[0]
    assert len(pieces) > 3, f"{len(pieces)} pieces"
    return called(use.name, use.input)


tool_feature("tools", tools)
tool_feature("tools streamed", streamed_tools)
feature("picture", lambda: same(ask([image, text]).content[0].text))
feature("text first", lambda: same(ask([text, image]).content[0].text))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask([text], model="nope")))
feature("counted", counted)
feature("prefilled", prefilled)
