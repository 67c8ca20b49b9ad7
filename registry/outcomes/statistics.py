"""Two-sided 95 % intervals and exact tests, from scipy and statsmodels. Clause: *Statistics*; D§6.

Proportions come as fractions of one, rates as events for each 100. Where nothing can be estimated the answer is
None, never an infinite or undefined number.
"""

from typing import Literal, NamedTuple

ALPHA = 0.05
Method = Literal["wilson", "clopper_pearson", "garwood"]


class Interval(NamedTuple):
    """Both limits of a 95 % interval."""

    low: float
    high: float


def wilson(events: int, total: int) -> Interval | None:
    """Wilson's score interval of a proportion; None of nobody."""
    return _proportion(events, total, "wilson")


def clopper_pearson(events: int, total: int) -> Interval | None:
    """The exact interval of a proportion (Clopper and Pearson, from the beta distribution); None of nobody."""
    return _proportion(events, total, "beta")


def garwood_per_100(events: int, infusions: int) -> Interval | None:
    """The exact Poisson interval (Garwood) of events for each 100 infusions; None without infusions."""
    if infusions == 0:
        return None
    # Heavy, and needed by a process that shows a table only.
    from statsmodels.stats.rates import confint_poisson  # noqa: PLC0415

    low, high = confint_poisson(events, infusions, method="exact-c", alpha=ALPHA)
    return Interval(100 * float(low), 100 * float(high))


def exact_binomial_p(events: int, total: int, *, reference_percent: float) -> float | None:
    """Two-sided exact P of a proportion against a reference, by the outcomes at most as likely; None of nobody."""
    if total == 0:
        return None
    # Heavy, and needed by a process that shows a table only.
    from scipy.stats import binomtest  # noqa: PLC0415

    return float(binomtest(events, total, reference_percent / 100).pvalue)


def method_for(events: int, total: int) -> Method:
    """Wilson by default, exact where it is none or all of them (and where nobody is)."""
    return "wilson" if 0 < events < total else "clopper_pearson"


def _proportion(events: int, total: int, method: str) -> Interval | None:
    if total == 0:
        return None
    # Heavy, and needed by a process that shows a table only.
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415

    low, high = proportion_confint(events, total, alpha=ALPHA, method=method)
    # Of none and all the score interval misses its end by the last bit of a double.
    return Interval(0.0 if events == 0 else float(low), 1.0 if events == total else float(high))
