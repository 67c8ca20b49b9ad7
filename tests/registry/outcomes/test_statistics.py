"""Reference values of D§6, to ten digits."""

import pytest

from registry.outcomes.statistics import clopper_pearson, exact_binomial_p, garwood_per_100, method_for, wilson

TEN_DIGITS = {"abs": 5e-11, "rel": 0}

# events, total, Wilson's limits, Clopper and Pearson's limits
PROPORTIONS = [
    (13, 15, 0.6211801717, 0.9626387409, 0.5953973034, 0.9834240866),
    (11, 13, 0.5776536898, 0.9567418216, 0.5455289443, 0.9807933280),
    (9, 11, 0.5230194380, 0.9486323103, 0.4822441476, 0.9771688017),
    (12, 14, 0.6005862050, 0.9599060787, 0.5718708391, 0.9822054845),
    (6, 15, 0.1982449614, 0.6425316988, 0.1633643239, 0.6771302338),
    (6, 13, 0.2320606781, 0.7085620429, 0.1922324418, 0.7486545177),
    (4, 15, 0.1089745333, 0.5195043406, 0.0778715463, 0.5510032410),
    (2, 15, 0.0373612591, 0.3788198283, 0.0165759134, 0.4046026966),
    (2, 13, 0.0432581784, 0.4223463102, 0.0192066720, 0.4544710557),
    (1, 14, 0.0127222152, 0.3146870442, 0.0018067807, 0.3386844899),
    (0, 15, 0.0000000000, 0.2038833010, 0.0000000000, 0.2180193609),
    (13, 13, 0.7719046276, 1.0000000000, 0.7529473620, 1.0000000000),
    (15, 15, 0.7961166990, 1.0000000000, 0.7819806391, 1.0000000000),
    (0, 100, 0.0000000000, 0.0369934982, 0.0000000000, 0.0362166926),
]


@pytest.mark.parametrize(("events", "total", "wilson_low", "wilson_high", "exact_low", "exact_high"), PROPORTIONS)
def test_proportion_interval_is_the_reference(events, total, wilson_low, wilson_high, exact_low, exact_high):
    assert wilson(events, total) == pytest.approx((wilson_low, wilson_high), **TEN_DIGITS)
    assert clopper_pearson(events, total) == pytest.approx((exact_low, exact_high), **TEN_DIGITS)


@pytest.mark.parametrize(
    ("events", "infusions", "low", "high"),
    [
        (6, 100, 2.2018942535, 13.0594740225),
        (0, 120, 0.0, 3.0740662118),
        (12, 120, 5.1671459239, 17.4679875401),
    ],
)
def test_garwood_interval_is_the_reference(events, infusions, low, high):
    assert garwood_per_100(events, infusions) == pytest.approx((low, high), **TEN_DIGITS)


@pytest.mark.parametrize(
    ("events", "total", "reference", "p"),
    [
        (13, 15, 30, 8.719352487e-06),
        (0, 15, 30, 0.008400082518),
        (15, 15, 30, 1.4348907e-08),
        (6, 20, 30, 1.0),
    ],
)
def test_exact_binomial_p_is_the_reference(events, total, reference, p):
    assert exact_binomial_p(events, total, reference_percent=reference) == pytest.approx(p, rel=1e-9)


def test_nobody_has_no_interval_and_no_p():
    assert wilson(0, 0) is None
    assert clopper_pearson(0, 0) is None
    assert garwood_per_100(0, 0) is None
    assert exact_binomial_p(0, 0, reference_percent=30) is None


def test_limits_of_none_and_all_are_the_ends_themselves():
    assert wilson(0, 7).low == 0
    assert wilson(7, 7).high == 1


def test_method_is_exact_for_none_and_all():
    assert [method_for(events, 3) for events in range(4)] == ["clopper_pearson", "wilson", "wilson", "clopper_pearson"]
