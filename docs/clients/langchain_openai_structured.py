"""pip: langchain-openai"""

from typing import Literal

from checks import *
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, Field

model = ChatOpenAI(model="pico", base_url=BASE + "/v1", api_key="none", temperature=0, max_retries=0)
message = HumanMessage(content=[
    {"type": "image_url", "image_url": {"url": DATA_URL}}, {"type": "text", "text": "Describe one shape."}])


class Shape(BaseModel):
    """A shape in the picture."""

    color: Literal["red", "green", "blue"]
    corners: int = Field(ge=0, le=9)


def structured():
    shape = model.with_structured_output(Shape, method="json_schema").invoke([message])
    assert isinstance(shape, Shape)
    return repr(shape)


def chosen():
    form = {"guided_choice": ["a circle", "a heart", "a square"]}
    return answered(ChatOpenAI(model="pico", base_url=BASE + "/v1", api_key="none", extra_body=form).invoke([message]).content)


class Weather(BaseModel):
    """Weather of a city."""

    city: Literal["Paris", "Lima"]
    days: int = Field(ge=1, le=7)


def function_called():
    """The way of older versions: a tool whose arguments are the answer."""
    tools = ChatOpenAI(model="tools", base_url=BASE + "/v1", api_key="none", max_tokens=300, max_retries=0)
    answer = tools.with_structured_output(Weather, method="function_calling").invoke("Weather in Paris?")
    assert isinstance(answer, Weather)
    return repr(answer)


def bound():
    tools = ChatOpenAI(model="tools", base_url=BASE + "/v1", api_key="none", max_tokens=300, max_retries=0)
    asked = [HumanMessage("Weather in Paris?")]
    reply = tools.bind_tools([Weather], tool_choice="any", parallel_tool_calls=False).invoke(asked)
    call = reply.tool_calls[0]
    asked += [reply, ToolMessage("rain", tool_call_id=call["id"])]
    tools.bind_tools([Weather]).bind(max_tokens=5).invoke(asked)
    return called(call["name"].lower(), call["args"])


feature("structured", structured)
tool_feature("function calling", function_called)
tool_feature("tools", bound)
feature("choice", chosen)
