"""What the protocol says beside the fields of an infusion, by the same functions that judge it on saving."""

from django.utils.formats import localize
from django.utils.translation import gettext as _

from registry.forms.base import Note
from registry.forms.reading import in_words
from registry.models.choices import Route
from registry.protocol.doses import Verdict, grams_for, judge_dose


def weight_to_go_by(earlier, patient):
    """The last weight that a dose was given by, else that of enrolment."""
    return earlier.weight_kg if earlier else patient.weight_kg


def last_weight_note(earlier, patient):
    """The weight last used, so that a slip shows at once."""
    if earlier:
        words = _("Last used: %(weight)s kg on %(day)s.") % {
            "weight": plain(earlier.weight_kg),
            "day": in_words(earlier.day),
        }
    elif patient.weight_kg:
        words = _("At enrolment: %(weight)s kg.") % {"weight": plain(patient.weight_kg)}
    else:
        return ()
    return (Note(words),)


def dose_note(*, grams, weight_kg, route, version):
    """The range in grams for her weight; with a dose, its mg/kg and how it stands to the range."""
    if not weight_kg:
        return ()
    if route not in Route.values:
        route = ""
    if grams and route:
        return (_judged(grams, weight_kg, route, version),)
    routes = [route] if route else [code for code, _label in Route.choices]
    return tuple(_range(each, weight_kg, version) for each in routes if version.range_of(each))


def _range(route, weight_kg, version):
    allowed = version.range_of(route)
    return Note(
        _("%(route)s, for %(weight)s kg: %(low)s to %(high)s g (%(from)s to %(to)s mg/kg, %(protocol)s).")
        % {
            "route": Route(route).label,
            "weight": plain(weight_kg),
            "low": plain(grams_for(mg_per_kg=allowed.low, weight_kg=weight_kg)),
            "high": plain(grams_for(mg_per_kg=allowed.high, weight_kg=weight_kg)),
            "from": plain(allowed.low),
            "to": plain(allowed.high),
            "protocol": version.code,
        }
    )


def _judged(grams, weight_kg, route, version):
    judged = judge_dose(grams=grams, weight_kg=weight_kg, route=route, version=version)
    dose = _("%(dose)s mg/kg") % {"dose": plain(round(judged.mg_per_kg))}
    if judged.range is None:
        return Note(
            _("%(dose)s; %(protocol)s gives no range for this route.") % {"dose": dose, "protocol": version.code}
        )
    words = {
        Verdict.IN_RANGE: _("%(dose)s: inside %(from)s to %(to)s mg/kg (%(low)s to %(high)s g, %(protocol)s)."),
        Verdict.ROUNDED: _("%(dose)s: outside %(from)s to %(to)s mg/kg by rounding only (%(low)s to %(high)s g)."),
        Verdict.LOW: _("%(dose)s: below %(from)s to %(to)s mg/kg (%(low)s to %(high)s g, %(protocol)s)."),
        Verdict.HIGH: _("%(dose)s: above %(from)s to %(to)s mg/kg (%(low)s to %(high)s g, %(protocol)s)."),
    }[judged.verdict] % {
        "dose": dose,
        "from": plain(judged.range.low),
        "to": plain(judged.range.high),
        "low": plain(judged.low_grams),
        "high": plain(judged.high_grams),
        "protocol": version.code,
    }
    return Note(words, "inside" if judged.verdict is Verdict.IN_RANGE else "outside")


def plain(number):
    """A number in the language's manner without idle zeros, at most one digit behind the point."""
    return localize(round(number, 1).normalize() + 0) if round(number, 1) % 1 else localize(int(round(number, 1)))
