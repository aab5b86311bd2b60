//! Kinds of verbs that the shape of a sentence depends on.

/// Verbs whose object does what follows with `to`.
pub(super) fn controls_by_object(lemma: &str) -> bool {
    matches!(
        lemma,
        "urge"
            | "ask"
            | "order"
            | "want"
            | "allow"
            | "tell"
            | "request"
            | "call"
            | "force"
            | "press"
            | "persuade"
            | "enable"
            | "permit"
            | "encourage"
            | "invite"
            | "require"
            | "expect"
            | "advise"
            | "pressure"
            | "push"
            | "forbid"
            | "warn"
            | "compel"
            | "oblige"
            | "instruct"
            | "implore"
            | "appeal"
            | "beg"
            | "remind"
            | "help"
            | "cause"
            | "lead"
            | "dissuade"
            | "prompt"
            | "command"
    )
}

/// Verbs whose object did what follows with `of` or `for` and `-ing`.
pub(super) fn blames(lemma: &str) -> bool {
    matches!(
        lemma,
        "accuse" | "suspect" | "blame" | "convict" | "charge" | "thank" | "praise" | "condemn"
    )
}

/// Verbs of saying: `…, the White House announced Tuesday`.
pub(crate) fn says(lemma: &str) -> bool {
    matches!(
        lemma,
        "say"
            | "announce"
            | "report"
            | "tell"
            | "add"
            | "state"
            | "declare"
            | "claim"
            | "insist"
            | "note"
            | "write"
            | "argue"
            | "reply"
            | "explain"
            | "confirm"
            | "warn"
            | "stress"
            | "deny"
            | "quote"
            | "predict"
            | "suggest"
            | "acknowledge"
            | "admit"
            | "believe"
            | "think"
            | "expect"
            | "reiterate"
            | "allege"
            | "conclude"
            | "know"
            | "fear"
            | "hope"
            | "judge"
            | "doubt"
            | "assess"
            | "estimate"
            | "vow"
            | "pledge"
            | "promise"
            | "agree"
            | "ask"
            | "mean"
            | "understand"
            | "maintain"
            | "assert"
            | "remark"
            | "observe"
            | "indicate"
            | "signal"
            | "recall"
            | "emphasise"
            | "emphasize"
            | "respond"
            | "answer"
            | "affirm"
            | "reaffirm"
            | "demand"
    )
}

/// Verbs of speaking, whose content is an indirect quotation.
pub(crate) fn speaks(lemma: &str) -> bool {
    matches!(
        lemma,
        "say"
            | "tell"
            | "announce"
            | "add"
            | "state"
            | "declare"
            | "claim"
            | "insist"
            | "write"
            | "argue"
            | "reply"
            | "explain"
            | "confirm"
            | "warn"
            | "stress"
            | "reiterate"
            | "allege"
            | "maintain"
            | "assert"
            | "remark"
            | "emphasise"
            | "emphasize"
            | "answer"
            | "affirm"
            | "reaffirm"
            | "acknowledge"
            | "admit"
            | "report"
    )
}

/// Verbs of what one does to others by words, beside those of [`says`].
pub(super) fn addresses(lemma: &str) -> bool {
    matches!(
        lemma,
        "threaten" | "urge" | "accuse" | "call" | "condemn" | "blame" | "criticise" | "criticize"
    )
}
