"""What becomes of a question: an answer, a confirmation, an aside, silence, another try, giving up with dignity."""

from __future__ import annotations

from dataclasses import replace

from hotline.flows.definition import RETURN, Ask, Text
from hotline.flows.state import Answer
from hotline.flows.steps import Heard, Listen, Understood
from hotline.flows.talk import LANGUAGE_ASIDES, Talk, case, keep_pending

YES_NO = "yes_no"
"""The slot type that a confirmation listens for."""

SURE = 0.85
"""From this confidence on an answer is taken without asking back."""


class Question:
    """The present `ask` of a talk."""

    def __init__(self, talk: Talk, node: Ask) -> None:
        self.talk = talk
        self.node = node
        self.asked = talk.frame

    # -- asking --

    def enter(self) -> None:
        """Ask, unless the answer is there already."""
        if self.asked.pending is None:
            known = self.talk.state.slots.get(self.node.into or self.asked.node)
            if known and self.node.skip_if_known:
                self._go_on(known)
                return
            offered = self.talk.state.offered.pop(self.node.slot, None)
            if offered:
                self._take(offered)
                return
            if self.node.instead and self.node.instead.slot in self.talk.state.offered:
                self.talk.go(self.node.instead.next)
                return
        self._ask()

    def _ask(self) -> None:
        if self.asked.pending:
            self.talk.say_back(self.node, self.asked.pending)
        else:
            self.talk.say(self._wording())
        self._listen()

    def _wording(self) -> Text:
        again = min(self.asked.tries, len(self.node.reprompts))
        return self.node.reprompts[again - 1] if again else self.node.prompt

    def _listen(self, *, patient: bool = False) -> None:
        slot = YES_NO if self.asked.pending else self.node.slot
        self.talk.then = Listen(slot, patient=patient or self.node.patience == "long")

    # -- hearing --

    def hear(self, heard: Heard) -> None:
        if not heard.text.strip():
            self._fail(self.talk.flows.common.phrases.silence)
        elif self._hear_key(heard) or self._hear_aside(heard):
            return
        elif self.asked.pending:
            self._hear_confirmation(heard, self.asked.pending)
        else:
            self._hear_answer(heard)

    def _hear_key(self, heard: Heard) -> bool:
        """A key of this very question; while an answer is read back, keys say yes or no."""
        if self.asked.pending or heard.digits not in self.node.keys:
            return False
        self.talk.go(self.node.keys[heard.digits])
        return True

    def _hear_aside(self, heard: Heard) -> bool:
        """Keys and sayings that mean something at every question: a person, again, one moment, English please."""
        talk = self.talk
        common = talk.flows.common
        keys = heard.digits
        aside = common.keys.get(keys) if keys else talk.ears.aside(heard.speech, talk.state.language)
        if aside is None:
            return False
        if aside in self.node.on:
            keep_pending(talk.flows, talk.state)
            talk.go(self.node.on[aside])
        elif aside == "repeat":
            self._repeat()
        elif aside == "wait":
            self._wait()
        elif LANGUAGE_ASIDES.get(aside) in common.languages:
            talk.state.language = LANGUAGE_ASIDES[aside]
            self._repeat()
        elif aside not in common.asides:
            return False
        elif talk.is_running(common.asides[aside]):
            self._repeat()
        else:
            talk.call_flow(common.asides[aside])
        return True

    def _repeat(self) -> None:
        self.asked.repeats += 1
        if self.asked.repeats > self.talk.flows.common.limits.repeats:
            self._fail()
        else:
            self._ask()

    def _wait(self) -> None:
        self.asked.waits += 1
        if self.asked.waits > self.talk.flows.common.limits.waits:
            self._fail()
        else:
            self.talk.say(self.talk.flows.common.phrases.wait)
            self._listen(patient=True)

    def _hear_answer(self, heard: Heard) -> None:
        node = self.node
        understood = self.talk.understand(node.slot, heard)
        other = self.talk.understand(node.instead.slot, heard) if node.instead and not _one_key(heard) else None
        unsure = understood is None or understood.value is False or understood.confidence < SURE
        if node.instead and other and unsure:
            self.talk.offer({node.instead.slot: other, **other.also})
            self.talk.go(node.instead.next)
        elif understood is None:
            self._fail(self.talk.flows.common.phrases.no_match)
        else:
            self.talk.offer(understood.also)
            self._take(_answer(understood, heard))

    def _hear_confirmation(self, heard: Heard, pending: Answer) -> None:
        """Yes, no, or an answer once more: the same confirms itself, another one is read back instead."""
        agreed = self.talk.understand(YES_NO, heard)
        again = self._hear_again(heard, agreed)
        refused = agreed is not None and agreed.value is False
        if again and again.value == pending.value and not refused:
            self._confirmed(pending)
        elif again and (agreed is None or refused or again.confidence >= SURE):
            self._correct(_answer(again, heard))
        elif agreed is None:
            self._fail(self.talk.flows.common.phrases.no_match)
        elif refused:
            self.asked.pending = None
            self._fail()
        else:
            self._confirmed(pending)

    def _hear_again(self, heard: Heard, agreed: Understood | None) -> Understood | None:
        """The answer in a confirmation; neither one key nor the yes or no itself is one."""
        if _one_key(heard):
            return None
        again = self.talk.understand(self.node.slot, heard)
        if again and agreed and again.evidence in agreed.evidence:
            return None
        return again

    # -- what follows --

    def _fail(self, phrases: list[Text] | None = None) -> None:
        """One try is over: ask again in other words, or give up with dignity."""
        self.asked.tries += 1
        if self.asked.tries >= self.node.tries:
            keep_pending(self.talk.flows, self.talk.state)
            self.talk.go(self.node.give_up or RETURN)
            return
        if phrases:
            self.talk.say(phrases[min(self.asked.tries, len(phrases)) - 1])
        self._ask()

    def _take(self, answer: Answer) -> None:
        when = self.node.confirm_when
        if when == "always" or (when == "unsure" and answer.confidence < SURE):
            self.asked.pending = answer
            self._ask()
        else:
            self._store(answer)

    def _correct(self, answer: Answer) -> None:
        """Read back the other answer, within the same number of tries; the last one stays as unsure as it is."""
        self.asked.tries += 1
        if self.asked.tries >= self.node.tries:
            self._store(answer)
        else:
            self.asked.pending = answer
            self._ask()

    def _confirmed(self, pending: Answer) -> None:
        """A yes to what was read back is a yes to every part of it that was offered along with it."""
        offered = self.talk.state.offered
        for slot, part in offered.items():
            if part.said and part.said in pending.said:
                offered[slot] = replace(part, confidence=1.0)
        self._store(replace(pending, confidence=1.0))

    def _store(self, answer: Answer) -> None:
        self.talk.store(self.node, answer)
        self._go_on(answer)

    def _go_on(self, answer: Answer) -> None:
        following = self.node.next
        self.talk.go(following if isinstance(following, str) else case(following, answer.value))


def _answer(understood: Understood, heard: Heard) -> Answer:
    return Answer(understood.value, heard.text, understood.confidence, understood.evidence, understood.said)


def _one_key(heard: Heard) -> bool:
    """A single key answers what was asked and nothing besides."""
    return not heard.speech and len(heard.digits) == 1
