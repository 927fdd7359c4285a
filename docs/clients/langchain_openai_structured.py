"""pip: langchain-openai"""

from typing import Literal

from checks import *
from langchain_core.messages import HumanMessage
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


feature("structured", structured)
feature("choice", chosen)
