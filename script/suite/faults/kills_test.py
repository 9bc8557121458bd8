from suite.faults.kills import Reached


def test_what_is_lost_is_edges_or_features_not_inputs() -> None:
    before = Reached(edges=200, features=900, inputs=30)
    assert Reached(199, 900, 30).is_less_than(before)
    assert Reached(200, 899, 31).is_less_than(before)
    assert not Reached(200, 900, 9).is_less_than(before)
