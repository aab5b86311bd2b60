#!/usr/bin/env python3
"""A Cableway plugin in Python, in one file: finds direct quotations and who says them.

It speaks JSON Lines on standard input and output, as docs/process-plugins.md describes, and needs
nothing but Python 3.8. Offsets of the protocol are bytes of the text as UTF-8; Python counts
characters, so `Bytes` translates.
"""

import bisect
import json
import re
import sys

STAGE = {
    "kind": "classify",
    "id": "quotations",
    "summary": "finds direct quotations and who says them",
    "version": "1",
    "adds": ["quotation"],
    "reads": "blocks",
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "min_words": {
                "type": "integer",
                "minimum": 1,
                "default": 4,
                "description": "Shorter passages in quotation marks are names and ironies, and are passed over.",
            }
        },
    },
}

PAIRS = {"“": "”", "«": "»", "„": "“", '"': '"'}
VERBS = (
    "said|says|told|tells|added|adds|asked|asks|warned|warns|argued|argues|insisted|insists|wrote|writes"
    "|explained|explains|announced|announces|claimed|claims|replied|replies|recalled|recalls"
)
PART = r"(?:[A-Z]\.|[A-Z][\w’'-]+)"
NAME = rf"(?:(?:Mr|Ms|Mrs|Dr|Prof|Capt|Sir|Sister)\.? )?{PART}(?: (?:(?:de|van|von|al|bin) )?{PART}){{0,4}}"
# `, the head of the office,` or `its captain,` between the verb and the name.
ROLE = r"(?:(?:the|its|his|her|their|a|an)\s[^,.“”\"]{1,60},\s+)?"
# Behind the quotation: `," said the mediator, Anna Holm` or `," Anna Holm said`.
BEHIND = re.compile(rf"[,.]?\s*(?:(?:{VERBS})\s+{ROLE}({NAME})|{ROLE}({NAME}),?\s+(?:{VERBS})\b)")
# `," she said`: whoever spoke last in the paragraph.
PRONOUN = re.compile(rf"[,.]?\s*(?:(?:he|she|they)\s+(?:{VERBS})|(?:{VERBS})\s+(?:he|she|they))\b")
# Before it: `Anna Holm said: "` or `Anna Holm told reporters, "`.
BEFORE = re.compile(rf"({NAME})\s+(?:{VERBS})(?:\s+\w+){{0,3}}\s*[,:]?\s*$")


class Bytes:
    """Where each character of a text begins, in bytes of its UTF-8 form."""

    def __init__(self, text):
        self.plain = text.isascii()
        if self.plain:
            return
        self.starts = [0]
        for character in text:
            self.starts.append(self.starts[-1] + len(character.encode("utf-8")))

    def of(self, character):
        return character if self.plain else self.starts[character]

    def character(self, byte):
        return byte if self.plain else bisect.bisect_left(self.starts, byte)


# So many characters before a quotation are looked at: enough for a name and what it said.
BACK = 200


def quotations(text, min_words):
    """Yields (start, end, speaker or None), in characters of a paragraph.

    Nothing is looked at twice, so that a paragraph of nothing but quotation marks takes no longer than
    any other.
    """
    at = 0
    last = None
    ended = 0
    never_closed = set()
    while at < len(text):
        close = PAIRS.get(text[at])
        if close is None or close in never_closed:
            at += 1
            continue
        end = text.find(close, at + 1)
        if end < 0:
            never_closed.add(close)
            at += 1
            continue
        words = text[at + 1 : end].split()
        lead = text[max(ended, at - BACK) : at]
        behind = BEHIND.match(text, end + 1)
        before = BEFORE.search(lead)
        if behind:
            speaker = behind.group(1) or behind.group(2)
        elif before:
            speaker = before.group(1)
        else:
            # A pronoun, or nothing at all, goes on with whoever spoke before in this paragraph.
            goes_on = PRONOUN.match(text, end + 1) or starts_sentence(text[max(0, at - BACK) : at])
            speaker = last if goes_on else None
        last = speaker or last
        if len(words) >= min_words:
            yield at, end + 1, speaker
        at = ended = end + 1


def starts_sentence(lead):
    """True where a quotation behind `lead` stands by itself, and is no part of another's sentence."""
    return lead.rstrip()[-1:] in (".", "”", '"', "!", "?")


def classify(config, document):
    text = document["text"]
    places = Bytes(text)
    annotations = []
    for block in document.get("blocks", []):
        if block["kind"] not in ("paragraph", "list_item"):
            continue
        first, last = (places.character(byte) for byte in block["span"])
        for start, end, speaker in quotations(text[first:last], config.get("min_words", 4)):
            annotation = {
                "kind": "quotation",
                "label": speaker or "unattributed",
                "spans": [[places.of(first + start), places.of(first + end)]],
            }
            annotations.append(annotation)
    return {"annotations": annotations}


def answer(request, instances):
    kind, body = next(iter(request.items()))
    if kind == "hello":
        return {"hello": {"protocol": 1, "version": "1.0.0", "stages": [STAGE]}}
    if kind == "create":
        instances[body["instance"]] = body["config"]
        return {"done": {}}
    if kind == "classify":
        return {"done": classify(instances[body["instance"]], body["document"])}
    return {"failed": {"kind": "bad_input", "message": f"this plugin does no {kind}"}}


def main():
    instances = {}
    # Whatever the system's own encoding is, the protocol is UTF-8.
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
