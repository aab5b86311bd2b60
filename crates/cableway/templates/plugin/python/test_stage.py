"""Tests of the stage: `python3 -m unittest`. With UPDATE=1 the snapshot is written anew."""

import json
import os
import pathlib
import unittest

from stage import classify

HERE = pathlib.Path(__file__).parent


class Shouting(unittest.TestCase):
    def test_the_sample(self):
        text = (HERE / "inbox" / "sample.txt").read_text(encoding="utf-8")
        found = classify({}, {"text": text})
        snapshot = HERE / "snapshot.json"
        if os.environ.get("UPDATE"):
            snapshot.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        self.assertEqual(found, json.loads(snapshot.read_text(encoding="utf-8")))

    def test_a_document_that_does_not_shout(self):
        self.assertEqual(classify({"at_least": 2}, {"text": "At last!"}), {})


if __name__ == "__main__":
    unittest.main()
