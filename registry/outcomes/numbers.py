"""Figures as people read them: one decimal, half up, in the reader's notation; "–" where there is none."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.outcomes.rows import Count, Curve, Effect, Quantity, Rate, Row

NONE = "–"


def one_decimal(value: float | None) -> str:
    """`86.7` for 86.666…, `12.3` for 12.25; of the shortest decimal that is this double, so that 0.35 is 0.4."""
    return NONE if value is None else _decimals(value, 1)


def span(low: float | None, high: float | None) -> str:
    """Two limits, `62.1–96.3`."""
    return NONE if low is None or high is None else f"{_decimals(low, 1)}–{_decimals(high, 1)}"


def p_value(p: float | None) -> str:
    """Two or three decimals from 0.001 on, below that `8.72 × 10⁻⁶`."""
    if p is None:
        return NONE
    if p >= 0.001:
        return _decimals(p, 3 if p < 0.1 else 2)
    mantissa, exponent = f"{p:.2e}".split("e")
    return f"{_decimals(float(mantissa), 2)} × 10{str(int(exponent)).translate(_RAISED)}"


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def in_words(row: Row) -> str:
    """The whole figure in one cell; a rate as `13/15 (86.7 %, 62.1–96.3)`."""
    match row:
        case Rate(total=0) | Quantity(n=0):
            return NONE
        case Rate(method="garwood"):
            return f"{row.events}/{row.total} ({one_decimal(row.percent)}, {span(row.low, row.high)})"
        case Rate():
            return f"{row.events}/{row.total} ({one_decimal(row.percent)} %, {span(row.low, row.high)})"
        case Quantity():
            spread = NONE if row.sd is None else one_decimal(row.sd)
            return f"{one_decimal(row.mean)} ({spread}); {one_decimal(row.median)} [{span(row.q1, row.q3)}]"
        case Count():
            return str(row.count)
        case Effect():
            return f"P = {p_value(row.p)}" if row.p is not None else NONE
        case Curve():
            return f"{one_decimal(row.estimate)} ({span(row.low, row.high)})"
    raise TypeError(row)


def note(row: Row) -> str:
    """What stands below a figure: `of 15, of whom 2 not yet known: 73.3–86.7 %`, or nothing where all is known."""
    if isinstance(row, Quantity) and row.missing:
        return ngettext("%(number)s missing", "%(number)s missing", row.missing) % {"number": row.missing}
    if isinstance(row, Effect) and row.estimate is not None:
        return _("against %(reference)s %%") % {"reference": one_decimal(row.estimate)}
    if not isinstance(row, Rate) or not row.unresolved:
        return ""
    return _("of %(total)s, of whom %(unresolved)s not yet known: %(bounds)s %%") % {
        "total": row.total,
        "unresolved": row.unresolved,
        "bounds": span(row.bound_low, row.bound_high),
    }


def _decimals(value: float, places: int) -> str:
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return str(number_format(rounded, places))
