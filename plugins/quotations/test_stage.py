"""Tests of the stage: `python3 -m unittest` in this folder."""

import unittest

from stage import answer, classify


def document(*paragraphs):
    text, blocks = "", []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        start = len(text.encode("utf-8"))
        text += paragraph
        blocks.append({"kind": "paragraph", "span": [start, len(text.encode("utf-8"))]})
    return {"text": text, "blocks": blocks}


def found(*paragraphs, **config):
    whole = document(*paragraphs)
    encoded = whole["text"].encode("utf-8")
    annotations = classify(config, whole)["annotations"]
    return [
        (annotation["label"], encoded[slice(*annotation["spans"][0])].decode("utf-8"))
        for annotation in annotations
    ]


class Quotations(unittest.TestCase):
    def test_the_speaker_stands_behind(self):
        self.assertEqual(
            found("“The ferry sails on Monday,” said Anna Holm. Nobody cheered."),
            [("Anna Holm", "“The ferry sails on Monday,”")],
        )
        self.assertEqual(
            found('"The ferry sails on Monday," Anna Holm said.'),
            [("Anna Holm", '"The ferry sails on Monday,"')],
        )

    def test_the_speaker_has_a_role_or_initials(self):
        self.assertEqual(
            found("“Nobody won this time,” said the mediator, Prof. Edith Lanyard, on the steps."),
            [("Prof. Edith Lanyard", "“Nobody won this time,”")],
        )
        self.assertEqual(
            found("“It is a good umbrella,” says H. T. Lindqvist-Boyle, professor of power systems."),
            [("H. T. Lindqvist-Boyle", "“It is a good umbrella,”")],
        )

    def test_who_spoke_goes_on(self):
        self.assertEqual(
            [label for label, _ in found(
                "“We were promised six colleagues,” said Ida Cray. “Two of them came back.” Then the"
                " board called it “a regrettable but small delay”. “It was not small,” she said."
            )],
            ["Ida Cray", "Ida Cray", "unattributed", "Ida Cray"],
        )
        self.assertEqual(
            [label for label, _ in found("“We were promised six,” said Ida Cray.", "“Who said that then?”")],
            ["Ida Cray", "unattributed"],
        )

    def test_the_speaker_stands_before(self):
        self.assertEqual(
            found("Dr. Lind told the harbour board: “Nothing will sail this week.”"),
            [("Dr. Lind", "“Nothing will sail this week.”")],
        )

    def test_offsets_are_bytes(self):
        self.assertEqual(
            found("Zażółć gęślą jaźń.", "Über die Fähre: „Sie fährt wieder am Montag.“ Gut."),
            [("unattributed", "„Sie fährt wieder am Montag.“")],
        )

    def test_short_passages_are_passed_over(self):
        self.assertEqual(found("The so-called “fast ferry” is slow."), [])
        self.assertEqual(len(found("The “fast ferry” is slow.", min_words=2)), 1)

    def test_marks_that_never_close(self):
        self.assertEqual(found("He began: “The ferry will sail again and"), [])

    def test_requests_that_make_no_sense(self):
        self.assertEqual(
            answer({"commit": {"instance": 1}}, {})["failed"]["message"], "this plugin does no commit"
        )


if __name__ == "__main__":
    unittest.main()
