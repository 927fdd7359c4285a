"""pip: langchain-openai"""

from checks import *
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI

options = dict(base_url=BASE + "/v1", api_key="none", temperature=0, max_retries=0)
model = ChatOpenAI(model="pico", **options)
image = {"type": "image_url", "image_url": {"url": DATA_URL}}
text = {"type": "text", "text": QUESTION}


def ask(*parts):
    return HumanMessage(content=list(parts))


def stream():
    return streamed(chunk.content for chunk in model.stream([ask(image, {"type": "text", "text": LONG})]))


def turns():
    messages = [ask(image, text)]
    messages.append(model.invoke(messages))
    messages.append(HumanMessage("And the circle?"))
    return answered(model.invoke(messages).content)


feature("picture", lambda: same(model.invoke([ask(image, text)]).content))
feature("text first", lambda: same(model.invoke([ask(text, image)]).content))
feature("stream", stream)
feature("turns", turns)
feature("error", lambda: told(lambda: ChatOpenAI(model="nope", **options).invoke("hi")))
