import pytest

from suite.command import Fault
from suite.conformance import contenders
from suite.conformance.contenders import Contender, Once, Own, apart, check_host, pick
from suite.conformance.record import Role


def make(name: str) -> Contender:
    return Contender(name, [Role.SERVER], lambda: [name])


def test_who_is_there_in_both_ways_has_two_names() -> None:
    assert apart(make("beast"), ["beast"]).name == "beast-loopback"
    assert apart(make("ws"), ["beast"]).name == "ws"
    assert make("closeframe-loopback").is_ours and not make("beast").is_ours


def test_peers_are_picked_by_name() -> None:
    there = [make("a"), make("b")]
    assert [each.name for each in pick([], there)] == ["a", "b"]
    assert [each.name for each in pick(["b", "b"], there)] == ["b"]
    with pytest.raises(Fault, match="there is no peer 'c'; there are: a, b"):
        pick(["c"], there)


def test_a_name_of_nobody_is_told_before_anything_is_built() -> None:
    contenders.check_names(["closeframe", "closeframe-loopback", "ws", "beast", "wslay"])
    for name in ("ws-loopback", "nobody"):
        with pytest.raises(
            Fault, match=f"there is no peer '{name}'; there are: closeframe, beast,"
        ):
            contenders.check_names([name])


def test_a_program_is_built_once() -> None:
    calls = []
    once = Once(lambda: calls.append(1) or ["x"])  # type: ignore[func-returns-value]
    assert (once(), once(), len(calls)) == (["x"], ["x"], 1)


@pytest.mark.parametrize("url", ["ws://127.0.0.1:9001/", "ws://127.8.9.1/", "ws://[::1]:80/chat"])
def test_this_machine_may_be_sent_to(url: str) -> None:
    check_host(url, may_test=False)


@pytest.mark.parametrize("url", ["ws://192.0.2.1/", "ws://0.0.0.0:9001/", "ws://[2001:db8::1]/"])
def test_another_one_only_where_somebody_says_so(url: str) -> None:
    with pytest.raises(Fault, match="--i-may-test-this-host"):
        check_host(url, may_test=False)
    check_host(url, may_test=True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "wss://127.0.0.1/", "127.0.0.1", "ws://", "ws://a:b/", "ws://[x/"]
)
def test_what_is_no_address_is_a_fault(url: str) -> None:
    with pytest.raises(Fault, match="is no address"):
        check_host(url, may_test=True)


def test_somebodys_own() -> None:
    assert Own().contender() is None
    url = Own(url="ws://127.0.0.1:9001/").contender()
    assert url and url.is_somebodys and list(url.roles) == [Role.SERVER]
    assert url.words() == ["--url", "ws://127.0.0.1:9001/"]
    listen = Own(port=9001).contender()
    assert listen and list(listen.roles) == [Role.CLIENT]
    harness = Own(harness="python3 'my harness.py'", roles=[Role.SERVER]).contender()
    assert harness and harness.words() == ["--harness", "python3", "my harness.py"]
    again = """script/conformance --harness 'python3 '"'"'my harness.py'"'"'' --show harness"""
    assert harness.show_command() == again
    with pytest.raises(Fault, match="needs a command"):
        Own(harness=" ").contender()


def test_every_harness_is_a_contender() -> None:
    found = {each.name for each in contenders.over_sockets()}
    assert {"websockets", "ws"} <= found
