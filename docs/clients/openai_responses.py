"""pip: openai pydantic"""

from typing import Literal

from checks import *
from openai import OpenAI
from pydantic import BaseModel, Field

client = OpenAI(base_url=BASE + "/v1", api_key="none", max_retries=0)
image = {"type": "input_image", "image_url": DATA_URL, "detail": "auto"}
text = {"type": "input_text", "text": QUESTION}


class Shape(BaseModel):
    color: Literal["red", "green", "blue"]
    kind: str = Field(max_length=12, description="what it is")
    corners: int = Field(ge=0, le=9)


def ask(parts, **more):
    return client.responses.create(**{"model": "pico", "temperature": 0, "input": [{"role": "user", "content": parts}], **more})


def stream():
    events = ask([image, {"type": "input_text", "text": LONG}], stream=True)
    return streamed(event.delta for event in events if event.type == "response.output_text.delta")


def turns():
    turn = [{"role": "user", "content": [image, text]}]
    turn += client.responses.create(model="pico", temperature=0, input=turn).output
    turn.append({"role": "user", "content": "And the circle?"})
    return answered(client.responses.create(model="pico", temperature=0, input=turn).output_text)


def parsed():
    messages = [{"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": DATA_URL}}, {"type": "text", "text": "Describe one shape."}]}]
    shape = client.chat.completions.parse(model="pico", messages=messages, response_format=Shape).choices[0].message.parsed
    other = client.responses.parse(model="pico", input=[{"role": "user", "content": [image, text]}], text_format=Shape)
    return f"{shape!r}, {other.output_parsed!r}"


def completed():
    reply = client.completions.create(model="pico", prompt="The red", max_tokens=8, echo=True, temperature=0)
    assert reply.choices[0].text.startswith("The red")
    return reply.choices[0].text.replace("\n", " ")


def counted():
    tokens = client.responses.input_tokens.count(model="pico", input=[{"role": "user", "content": [image, text]}]).input_tokens
    used = ask([image, text]).usage.input_tokens
    assert tokens == used, f"{tokens} counted, {used} used"
    return f"{tokens} tokens"


TOOLS = [{"type": "function", "name": "weather", "description": "of a city", "parameters": SCHEMA, "strict": True}]


def tools():
    turn = [{"role": "user", "content": "What is the weather in Paris?"}]
    options = dict(model="tools", tools=TOOLS, parallel_tool_calls=False)
    call = client.responses.create(input=turn, tool_choice="required", **options).output[0]
    turn += [call, {"type": "function_call_output", "call_id": call.call_id, "output": "rain"}]
    client.responses.create(input=turn, max_output_tokens=5, **options)
    return called(call.name, call.arguments)


def streamed_tools():
    options = dict(model="tools", tools=TOOLS, tool_choice={"type": "function", "name": "weather"}, input="Weather?")
    with client.responses.stream(**options) as events:
        pieces = [event.delta for event in events if event.type == "response.function_call_arguments.delta"]
        call = events.get_final_response().output[0]
    assert "".join(pieces) == call.arguments and len(pieces) > 3, f"{pieces} are not {call.arguments}"
    return called(call.name, call.arguments)


tool_feature("tools", tools)
tool_feature("tools streamed", streamed_tools)
feature("picture", lambda: same(ask([image, text]).output_text))
feature("text first", lambda: same(ask([text, image]).output_text))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ask([text], model="nope")))
feature("counted", counted)
feature("completed", completed)
feature("parsed", parsed)
