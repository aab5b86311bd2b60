#!/usr/bin/env python3
"""A Cableway plugin in Python with one classify stage, `shouting`: marks documents that shout.

It speaks JSON Lines on standard input and output. Offsets are bytes of the text as UTF-8.
"""

import json
import sys

STAGE = {
    "kind": "classify",
    "id": "shouting",
    "summary": "marks documents that shout",
    "version": "1",
    "adds": ["tone"],
    "reads": "text",
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "at_least": {
                "type": "integer",
                "minimum": 1,
                "default": 3,
                "description": "How many exclamation marks it takes.",
            }
        },
    },
}


def classify(config, document):
    # As bytes, because that is what spans count.
    text = document["text"].encode("utf-8")
    spans = [[at, at + 1] for at, byte in enumerate(text) if byte == ord("!")]
    if len(spans) < config.get("at_least", 3):
        return {}
    annotation = {
        "kind": "tone",
        "label": "shouting",
        "spans": spans,
        "attributes": {"marks": len(spans)},
    }
    return {"annotations": [annotation]}


def answer(request, instances):
    kind, body = next(iter(request.items()))
    if kind == "hello":
        return {"hello": {"protocol": 1, "version": "0.1.0", "stages": [STAGE]}}
    if kind == "create":
        instances[body["instance"]] = body["config"]
        return {"done": {}}
    if kind == "classify":
        return {"done": classify(instances[body["instance"]], body["document"])}
    return {"failed": {"kind": "bad_input", "message": f"this plugin does no {kind}"}}


def main():
    instances = {}
    for line in sys.stdin.buffer:
        request = json.loads(line)
        number = request.pop("id")  # The reply repeats it.
        try:
            reply = answer(request, instances)
        except Exception as error:  # A mistake costs one document, not the process.
            reply = {"failed": {"kind": "internal", "message": f"{type(error).__name__}: {error}"}}
        reply["id"] = number
        sys.stdout.buffer.write(json.dumps(reply).encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
