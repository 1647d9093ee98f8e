"""Every mistake that an author can make has a broken file here, and the exact words in which it is refused.

`broken/NAME.yaml` stands for inbound.yaml and says in its `# refused:` lines what is wrong with it. `broken/NAME/`
holds one or more files, and `refused.txt`. All else is taken from `correct/`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.flows.checks import SlotType, Verb, Vocabulary, check
from hotline.flows.definition import Flows
from hotline.flows.loader import BrokenFlow, load, parse, revision_of

HERE = Path(__file__).parent
CORRECT = {path.stem: path.read_text("utf-8") for path in sorted((HERE / "correct").iterdir())}
BROKEN = sorted((HERE / "broken").iterdir())
REFUSED = "# refused: "


def never_say(text: str) -> list[str]:
    return ["不知道"] if "不知道" in text else []


HOUSE = Vocabulary(
    slots={
        "yes_no": SlotType(keys=frozenset("12"), values=frozenset({"yes", "no"})),
        "purpose": SlotType(keys=frozenset("12"), values=frozenset({"fault", "complaint"})),
        "company": SlotType(),
        "phone": SlotType(digits=True),
        "grade": SlotType(keys=frozenset("089")),
    },
    verbs={"look_up": Verb(frozenset({"known", "unknown"}), frozenset({"greeting"}), frozenset({"customer"}))},
    asides=frozenset({"repeat", "wait", "person", "cannot_tell", "english"}),
    forbidden=never_say,
)


def refusals(sources: dict[str, str]) -> list[str]:
    """Everything that is said against these files, in the order in which it is found."""
    try:
        flows = parse(sources)
    except BrokenFlow as broken:
        return [str(broken)]
    return [str(mistake) for mistake in check(flows, HOUSE)]


def test_a_correct_set_has_no_mistakes() -> None:
    assert refusals(CORRECT) == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_a_mistake_is_refused_in_plain_words(broken: Path) -> None:
    if broken.is_dir():
        sources = {path.stem: path.read_text("utf-8") for path in broken.glob("*.yaml")}
        expected = (broken / "refused.txt").read_text("utf-8").splitlines()
    else:
        sources = {"inbound": broken.read_text("utf-8")}
        lines = sources["inbound"].splitlines()
        expected = [line.removeprefix(REFUSED) for line in lines if line.startswith(REFUSED)]
    assert expected, "a broken file says how it is refused"
    assert refusals(CORRECT | sources) == expected


def test_a_folder_is_read_whole_and_other_data_left_alone(tmp_path: Path) -> None:
    for name, text in CORRECT.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    (tmp_path / "diagnosis.yaml").write_text("this is: [no flow", "utf-8")
    flows: Flows = load(tmp_path)
    assert set(flows.flows) == set(CORRECT) - {"common"}
    assert flows == parse(CORRECT)


def test_a_folder_without_common_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenFlow) as refused:
        load(tmp_path)
    assert str(refused.value) == f"{tmp_path}:1: there is no common.yaml here; every set of flows needs one"


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "common.yaml").write_text("languages: [zh-CN]\n# 公用\n", "gb18030")
    with pytest.raises(BrokenFlow) as refused:
        load(tmp_path)
    assert str(refused.value) == "common.yaml:2: this is not UTF-8; save the file in that encoding"


def test_calls_must_have_a_flow_to_begin_in() -> None:
    mistakes = [str(mistake) for mistake in check(parse(CORRECT), HOUSE, root="outbound")]
    assert mistakes == ["common.yaml: there is no flow 'outbound' for calls to begin in"]


def test_the_revision_changes_with_every_word_and_with_nothing_else() -> None:
    assert revision_of(CORRECT) == revision_of(dict(reversed(CORRECT.items())))
    assert revision_of(CORRECT) != revision_of(CORRECT | {"person": CORRECT["person"] + " "})
    assert parse(CORRECT).revision == revision_of(CORRECT)


def test_a_call_can_be_read_again_from_the_sources_it_began_with() -> None:
    flows = parse(CORRECT)
    assert parse(flows.sources) == flows
