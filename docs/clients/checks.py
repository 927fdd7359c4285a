"""Runs the features of one client and prints a line for each: FEATURE|ok or FAILED|what was seen."""

import base64
import json
import os
import time

BASE = os.environ["QWENVL_SERVER"]  # http://127.0.0.1:PORT
PICTURE = open(os.environ["QWENVL_PICTURE"], "rb").read()
BASE64 = base64.b64encode(PICTURE).decode()
DATA_URL = "data:image/png;base64," + BASE64
EXPECTED = os.environ["QWENVL_EXPECTED"]  # what curl was answered, the picture first
QUESTION = "Where is the red heart?"
LONG = "Describe the image with grounding."


# What the model with tools is asked to call; it knows no other cities.
SCHEMA = {
    "type": "object",
    "properties": {"city": {"enum": ["Paris", "Lima"]}, "days": {"type": "integer", "minimum": 1, "maximum": 7}},
    "required": ["city", "days"],
    "additionalProperties": False,
}


def called(name, arguments):
    """A call must be of the tool, and its arguments must fit."""
    values = json.loads(arguments) if isinstance(arguments, str) else arguments
    assert name == "weather" and values["city"] in ("Paris", "Lima") and 1 <= values["days"] <= 7, f"{name}({arguments})"
    return f"{name}({json.dumps(values)})"


def tool_feature(name, check):
    if os.environ.get("QWENVL_TOOLS_MODEL"):
        feature(name, check)


def feature(name, check):
    try:
        print(f"{name}|ok|{check()}", flush=True)
    except Exception as e:
        print(f"{name}|FAILED|{type(e).__name__}: {str(e)[:300]}".replace("\n", " "), flush=True)


def same(text):
    assert text == EXPECTED, f"{text!r} is not {EXPECTED!r}"
    return text


def streamed(pieces):
    """Texts as they come: many, and apart from each other; what was held back somewhere comes all at once."""
    times, text = [], ""
    start = time.monotonic()
    for piece in pieces:
        if piece:
            times.append(time.monotonic() - start)
            text += piece
    assert len(times) >= 20, f"{len(times)} pieces"
    spread = (times[-1] - times[0]) * 1000
    assert spread > len(times), f"{len(times)} pieces within {spread:.0f} ms"
    return f"{len(times)} pieces, first {times[0] * 1000:.0f} ms, last {times[-1] * 1000:.0f} ms"


def answered(text):
    assert text, "an empty answer"
    return text


def told(call):
    """The error that a client shows must say which model there is."""
    try:
        call()
    except Exception as e:
        assert "serves pico" in str(e), f"shown: {e}"
        return str(e)[:160].replace("\n", " ")
    raise AssertionError("no error")
