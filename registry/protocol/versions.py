"""The protocol versions that ship, and the way of a version through JSON. Clause: the table of parameters."""

from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from .parameters import AgeRule, ConventionalRule, CountRule, DoseRange, ImmuneRule, LastDose, Parameters, Window

_IMMUNOMODULATION = ("lmwh", "corticosteroid", "hydroxychloroquine", "intralipid", "g_csf", "tnf_inhibitor")
_IV_MONTHLY, _SC_WEEKLY = Window(21, 35, 28), Window(5, 9, 7)
_IV_TO_SC, _SC_TO_IV = Window(7, 21, 7), Window(7, 35, 28)

MONTREAL = Parameters(
    code="montreal-2014",
    title=noop("Montreal 2014"),
    description=noop("The Montreal cohort of 2014 to 2016, thresholds as printed."),
    age=AgeRule(18, 42),
    losses=CountRule("prior_unexplained_miscarriages", "gt", 4),
    failures=CountRule("failed_blastocyst_transfers", "gt", 3),
    conventional=ConventionalRule("declared"),
    iv_mg_per_kg=DoseRange(Decimal(600), Decimal(800)),
    sc_mg_per_kg=DoseRange(Decimal(150), Decimal(200)),
    iv_before_transfer=Window(-10, -5, -7),
    iv_before_conception=Window(-37, -23, -30),
    sc_start=Window(-37, -23, -30),
    last_dose=LastDose(224, 238),
    iv_interval=_IV_MONTHLY,
    sc_interval=_SC_WEEKLY,
    iv_to_sc_interval=_IV_TO_SC,
    sc_to_iv_interval=_SC_TO_IV,
)
ONTARIO = Parameters(
    code="ontario-igum",
    title=noop("Ontario criteria of use"),
    description=noop("The funder's criteria in Ontario; treatment until 20 weeks."),
    age=AgeRule(18, 41, high_with_donor_oocytes=45),
    losses=CountRule("prior_miscarriages", "gt", 3),
    failures=CountRule("failed_blastocyst_transfers", "gt", 3),
    conventional=ConventionalRule("any", _IMMUNOMODULATION),
    bmi_below=Decimal(35),
    non_smoker=True,
    iv_mg_per_kg=DoseRange(Decimal(400), Decimal(600)),
    sc_mg_per_kg=DoseRange(Decimal(100), Decimal(200)),
    iv_before_transfer=Window(-5, -3, -4),
    last_dose=LastDose(None, 140),
    iv_interval=_IV_MONTHLY,
    sc_interval=_SC_WEEKLY,
    iv_to_sc_interval=_IV_TO_SC,
    sc_to_iv_interval=_SC_TO_IV,
)
OFF_GUIDELINE = Parameters(
    code="off-guideline",
    title=noop("Off guideline"),
    description=noop(
        "Last resort of primary loss after aspirin, heparin and hydroxychloroquine; until 16 to 20 weeks."
    ),
    losses=CountRule("prior_miscarriages", "ge", 5, primary=True),
    conventional=ConventionalRule("all", ("aspirin", "lmwh", "hydroxychloroquine")),
    iv_mg_per_kg=DoseRange(Decimal(600), Decimal(800)),
    last_dose=LastDose(112, 140),
    iv_interval=_IV_MONTHLY,
    sc_to_iv_interval=_SC_TO_IV,
)
KSRI = Parameters(
    code="ksri-2017",
    title=noop("Korean society 2017"),
    description=noop("Lower doses in early pregnancy, where an immune anomaly was found."),
    immune_anomaly=ImmuneRule(Decimal(12), Decimal("10.3")),
    iv_mg_per_kg=DoseRange(Decimal(360), Decimal(440)),
    iv_interval=Window(21, 28, 28),
    sc_to_iv_interval=_SC_TO_IV,
)
SHIPPED: dict[str, Parameters] = {version.code: version for version in (MONTREAL, ONTARIO, OFF_GUIDELINE, KSRI)}


def as_json(version: Parameters) -> dict[str, Any]:
    """A version as values that JSON knows; decimals become text. `from_json` reads it back equal."""
    return _plain(version)


def from_json(data: dict[str, Any]) -> Parameters:
    """Read a version back. Raises ValueError naming a parameter that is unknown, missing or not of its type."""
    return _typed(Parameters, data, _("The protocol version"))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _typed(kind: Any, value: Any, name: str) -> Any:
    """`value` as `kind`: a dataclass, tuple, decimal, or plain value, or None where the type allows it."""
    if isinstance(kind, UnionType):
        kinds = get_args(kind)
        if value is None and NoneType in kinds:
            return None
        [kind] = [option for option in kinds if option is not NoneType]
    if is_dataclass(kind):
        return _record(kind, value, name)
    if get_origin(kind) is tuple and isinstance(value, list | tuple):
        return tuple(_typed(get_args(kind)[0], item, name) for item in value)
    if kind is Decimal and isinstance(value, str):
        return _decimal(value, name)
    if isinstance(kind, type) and type(value) is kind:
        return value
    raise ValueError(
        _("The parameter %(name)s is %(value)r, which is not of its type.") % {"name": name, "value": value}
    )


def _record(kind: Any, value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(
            _("The parameter %(name)s is %(value)r; it needs named parts.") % {"name": name, "value": value}
        )
    types = get_type_hints(kind)
    if unknown := sorted(set(value) - set(types)):
        raise ValueError(_("%(name)s has no part named %(part)s.") % {"name": name, "part": ", ".join(unknown)})
    required = {field.name for field in fields(kind) if field.default is MISSING}
    if lacking := sorted(required - set(value)):
        raise ValueError(_("%(name)s lacks the part %(part)s.") % {"name": name, "part": ", ".join(lacking)})
    return kind(**{part: _typed(types[part], item, part) for part, item in value.items()})


def _decimal(value: str, name: str) -> Decimal:
    try:
        number = Decimal(value)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(
            _("The parameter %(name)s is %(value)r, which is not a number.") % {"name": name, "value": value}
        )
    return number
