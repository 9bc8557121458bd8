import pytest

from suite.mutants.result import Kill, Result, examples_broken, median_of, read_kills, result_of


def test_of_a_property_the_first_line_counts() -> None:
    printed = "Body.a broken 3 0.001\nBody.b crash 0 0.250\nBody.a broken 9 0.002\n"
    assert read_kills(printed) == [
        Kill("Body.a", "broken", 3, 0.001),
        Kill("Body.b", "crash", 0, 0.25),
    ]
    assert read_kills("") == []


def test_a_line_of_another_form_is_an_error() -> None:
    with pytest.raises(ValueError):
        read_kills("Body.a broken 3")


def test_a_run_took_as_long_as_the_property_that_noticed_first() -> None:
    late, first = Kill("Body.a", "broken", 70, 0.1), Kill("Body.b", "broken", 4, 0.5)
    crash = Kill("Body.c", "crash", 0, 0.01)  # nobody counted its cases
    result = result_of([late, crash, first])
    assert (result.cases, result.seconds) == (4, 0.5)
    assert result.kills == [late, crash, first]
    assert result_of([crash]).seconds == 0.01
    assert not result_of([]).killed


def run(name: str, cases: int, seconds: float) -> Result:
    return result_of([Kill(name, "broken", cases, seconds)])


def test_of_several_seeds_the_properties_are_the_first_ones_and_the_figures_medians() -> None:
    result = median_of([run("Body.a", 1, 0.1), run("Body.b", 9, 0.9), run("Body.c", 5, 0.2)])
    assert [kill.property for kill in result.kills] == ["Body.a"]
    assert (result.cases, result.seconds, result.note) == (5, 0.2, "")


def test_seeds_that_missed_are_told_and_not_counted() -> None:
    result = median_of([run("Body.a", 2, 0.1), Result(), run("Body.a", 4, 0.3)])
    assert (result.cases, result.share_of_seeds) == (3, "2 of 3 seeds")
    assert not median_of([Result(), run("Body.a", 2, 0.1)]).killed  # the gate's seed decides


def test_one_seed_in_twenty_may_miss() -> None:
    kill, miss = run("Body.a", 2, 0.1), Result()
    assert not median_of([kill] * 19 + [miss]).is_left_to_chance
    assert median_of([kill] * 18 + [miss] * 2).is_left_to_chance
    assert not median_of([kill]).is_left_to_chance
    assert median_of([miss]).is_left_to_chance


def test_one_seed_keeps_its_note() -> None:
    assert median_of([Result(note="not by x within 3 s")]).note == "not by x within 3 s"


PROPERTIES = ["Body.a", "Body.b", "Text.a", "Text.b", "Conversation.a"]


def test_the_compiler_names_properties_by_shape_and_number() -> None:
    errors = """
x.cpp:19:5: note: in instantiation of 'closeframe::props::check<closeframe::props::Text, 1UL, 0UL>'
x.cpp:19:5: note: in instantiation of 'check<closeframe::Text, 1, 4>' requested here
x.cpp:19:5: note: in instantiation of 'check<Body, 0UL, 2UL>' requested here
x.cpp:19:5: note: in instantiation of 'check<props::shapes::ConversationWith<props::Own>, 0UL, 1UL>'
"""
    result = examples_broken(errors, 1.5, PROPERTIES)
    assert [kill.property for kill in result.kills] == ["Text.b", "Body.a", "Conversation.a"]
    assert (result.seconds, result.cases) == (1.5, None)


def test_an_error_elsewhere_is_a_kill_too() -> None:
    assert examples_broken("error: no such thing", 1, PROPERTIES).kills[0].how == "build"
