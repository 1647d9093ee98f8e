"""Whatever is said and whatever the house answers: the hotline never falls silent, never loops, always ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.flows.checks import check
from hotline.flows.definition import Flows
from hotline.flows.loader import load
from hotline.flows.steps import Heard
from tests.flows.any_flows import HEARD, flow_sets
from tests.flows.watch import Watch, Words

IVR_FLOWS = Path(__file__).parents[2] / "ivr_flows"

CHANCES = st.lists(st.integers(0, 20), min_size=1, max_size=9)
"""What comes of each deed."""

FREELY = settings(deadline=None, max_examples=150)


@FREELY
@given(flows=flow_sets(), heard=st.lists(HEARD, min_size=1, max_size=12), chances=CHANCES)
def test_any_flow_without_mistakes_ends_and_is_never_silent(
    flows: Flows, heard: list[Heard], chances: list[int]
) -> None:
    Watch(flows, heard, chances).run()


@pytest.fixture(scope="module")
def real() -> Flows:
    return load(IVR_FLOWS)


@FREELY
@given(heard=st.lists(HEARD, min_size=1, max_size=30), chances=CHANCES)
def test_the_real_flows_end_and_are_never_silent(real: Flows, heard: list[Heard], chances: list[int]) -> None:
    Watch(real, heard, chances).run()


def test_the_real_flows_have_no_mistake_of_shape(real: Flows) -> None:
    assert [str(mistake) for mistake in check(real, Words(real).vocabulary())] == []


def test_no_real_flow_is_out_of_reach_of_a_call(real: Flows) -> None:
    called = {real.common.too_long, real.common.lost, *real.common.asides.values(), "inbound"}
    called |= {node.flow for flow in real.flows.values() for node in flow.nodes.values() if node.kind == "call"}
    assert set(real.flows) == called
