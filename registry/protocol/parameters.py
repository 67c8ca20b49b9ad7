"""What a protocol version consists of. Clause: *The protocol as parameters and rules*.

A rule whose parameter is None does not apply under that version. Days of a `Window` are counted from its anchor,
negative before it; both ends belong to it.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

COUNTED = ("prior_unexplained_miscarriages", "prior_miscarriages", "failed_blastocyst_transfers")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(
            _("The part %(name)s is %(value)r; it can be %(choices)s.")
            % {"name": name, "value": value, "choices": ", ".join(choices)}
        )


@dataclass(frozen=True)
class Window:
    """Days from an anchor, both ends in, and the day within that planning aims at."""

    first: int
    last: int
    ideal: int

    def __post_init__(self) -> None:
        if not self.first <= self.ideal <= self.last:
            raise ValueError(
                _("The window %(first)s to %(last)s days does not hold its ideal day %(ideal)s.")
                % {"first": self.first, "last": self.last, "ideal": self.ideal}
            )

    def __contains__(self, days: int) -> bool:
        return self.first <= days <= self.last


@dataclass(frozen=True)
class LastDose:
    """Gestational days between which the last dose is given; without a first day only the end counts."""

    first: int | None
    last: int

    def __post_init__(self) -> None:
        if self.first is not None and self.first > self.last:
            raise ValueError(
                _("The last dose cannot lie between %(first)s and %(last)s days.")
                % {"first": self.first, "last": self.last}
            )


@dataclass(frozen=True)
class DoseRange:
    """Milligrams for each kilogram of the weight used, both ends in."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(
                _("The dose range %(low)s to %(high)s mg/kg is empty.") % {"low": self.low, "high": self.high}
            )


@dataclass(frozen=True)
class AgeRule:
    """Completed years, both ends in; the upper end with donor oocytes where it is another."""

    low: int
    high: int
    high_with_donor_oocytes: int | None = None


@dataclass(frozen=True)
class CountRule:
    """A count of past events: the column counted, `gt` or `ge`, the number; `primary` = and no live birth before."""

    counted: str
    operator: str
    number: int
    primary: bool = False

    def __post_init__(self) -> None:
        _check_choice("counted", self.counted, COUNTED)
        _check_choice("operator", self.operator, ("gt", "ge"))


@dataclass(frozen=True)
class ConventionalRule:
    """Treatment that must have failed before: `declared` by the clinic, `any` of the agents, or `all` of them."""

    mode: str
    agents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_choice("mode", self.mode, ("declared", "any", "all"))


@dataclass(frozen=True)
class ImmuneRule:
    """An immune anomaly: NK cells above a percentage of lymphocytes, or the Th1/Th2 ratio above a number."""

    nk_percent_above: Decimal
    th1_th2_above: Decimal


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """One protocol version. Doses in mg/kg, windows in days, ages in completed years, last dose in gestational days."""

    code: str
    title: str
    description: str = ""
    age: AgeRule | None = None
    losses: CountRule | None = None
    failures: CountRule | None = None
    conventional: ConventionalRule | None = None
    immune_anomaly: ImmuneRule | None = None
    bmi_below: Decimal | None = None
    non_smoker: bool = False
    hydroxychloroquine_allowed: bool = True
    iv_mg_per_kg: DoseRange | None = None
    iv_rounded_to_g: int = 5
    sc_mg_per_kg: DoseRange | None = None
    sc_rounded_to_g: int = 1
    sc_factor: Decimal = Decimal("1.0")
    iv_before_transfer: Window | None = None
    iv_before_conception: Window | None = None
    sc_start: Window | None = None
    conception_after_lmp: int = 14
    iv_interval: Window | None = None
    sc_interval: Window | None = None
    iv_to_sc_interval: Window | None = None
    sc_to_iv_interval: Window | None = None
    last_dose: LastDose | None = None
    pregnancy_visits: tuple[int, ...] = (91, 182, 273)
    pregnancy_visit_window: Window = Window(-14, 14, 0)
    postpartum_months: int = 1
    postpartum_window: Window = Window(-7, 21, 0)
    infant_months: int = 12
    infant_window: Window = Window(-30, 60, 0)

    def range_of(self, route: str) -> DoseRange | None:
        """The dose range of a route in mg/kg, SC for a weekly dose; None where the version has none."""
        return {"iv": self.iv_mg_per_kg, "sc": self.sc_mg_per_kg}[route]

    def interval(self, earlier: str, later: str) -> Window | None:
        """Days from a dose of route `earlier` to the next one of route `later`; None where no rule applies."""
        return {
            ("iv", "iv"): self.iv_interval,
            ("sc", "sc"): self.sc_interval,
            ("iv", "sc"): self.iv_to_sc_interval,
            ("sc", "iv"): self.sc_to_iv_interval,
        }[earlier, later]
