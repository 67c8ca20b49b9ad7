"""Doses against the protocol in SQL, by the parameters of each version. Clause: *Deviations*, dose and timing.

The same rules as `registry.protocol.deviations`, whose findings a test compares on random cohorts. What the cohort
does with them is a rate: of what can be judged at all, how much is as the protocol wants it.
"""

import json
from collections.abc import Iterable
from typing import Any

from registry.models import ProtocolVersion
from registry.outcomes.populations import STARTED_CYCLES
from registry.protocol.parameters import Parameters, Window

ROUTES = ("iv", "sc")

# IV infusions of one cycle on consecutive days are one dose: grams added, its day and weight those of the first.
DOSES = """
given AS (
    SELECT infusion.cycle_id, infusion.route, infusion.started_at, infusion.dose_g, infusion.weight_kg,
           (infusion.started_at AT TIME ZONE place.timezone)::date AS day
    FROM registry_infusion AS infusion JOIN place ON place.id = infusion.site_id
    WHERE infusion.voided_at IS NULL
),
course AS (
    SELECT given.*,
           route = 'sc' OR lag(day) OVER same_route IS NULL OR day - lag(day) OVER same_route > 1 AS begins
    FROM given
    WINDOW same_route AS (PARTITION BY cycle_id, route ORDER BY started_at)
),
numbered AS (
    SELECT course.*,
           count(*) FILTER (WHERE begins) OVER (PARTITION BY cycle_id, route ORDER BY started_at) AS number
    FROM course
),
dose AS (
    SELECT cycle_id, route, number, count(*) AS infusions, min(started_at) AS started_at, min(day) AS day,
           sum(dose_g) AS grams, min(weight_kg) FILTER (WHERE begins) AS weight_kg
    FROM numbered
    GROUP BY cycle_id, route, number
),
following AS (
    SELECT dose.*, started.protocol_id,
           lag(dose.route) OVER in_cycle AS earlier_route, dose.day - lag(dose.day) OVER in_cycle AS days,
           row_number() OVER in_cycle = 1 AS opens
    FROM dose JOIN started ON started.cycle_id = dose.cycle_id
    WINDOW in_cycle AS (PARTITION BY dose.cycle_id ORDER BY dose.started_at)
)"""

# The versions' parameters, as rows.
ALLOWED = """
allowed AS (
    SELECT * FROM jsonb_to_recordset(%(ranges)s::jsonb)
    AS row (protocol_id bigint, route text, low numeric, high numeric, rounded_to numeric)
)"""
GAPS = """
gap AS (
    SELECT * FROM jsonb_to_recordset(%(intervals)s::jsonb)
    AS row (protocol_id bigint, earlier text, later text, first_day int, last_day int)
)"""
LEADS = """
before AS (
    SELECT * FROM jsonb_to_recordset(%(windows)s::jsonb)
    AS row (protocol_id bigint, mode text, route text, first_day int, last_day int)
),
conception AS (
    SELECT * FROM jsonb_to_recordset(%(conceptions)s::jsonb) AS row (protocol_id bigint, after_lmp int)
)"""

# SC may be rounded to its step without any deviation; IV rounding is one (DOSE_ROUNDING).
DOSE_IN_RANGE = f"""
WITH {STARTED_CYCLES}, {DOSES}, {ALLOWED},
judged AS (
    SELECT infusions, grams, route, rounded_to, low * weight_kg / 1000 AS low, high * weight_kg / 1000 AS high
    FROM following JOIN allowed USING (protocol_id, route)
)
SELECT coalesce(sum(infusions), 0)::bigint AS total,
       coalesce(sum(infusions) FILTER (
           WHERE grams BETWEEN low AND high
              OR route = 'sc' AND grams IN (round(low / rounded_to) * rounded_to, round(high / rounded_to) * rounded_to)
       ), 0)::bigint AS events
FROM judged
"""

# In pregnancy: the later dose on or after the day it was confirmed and before its end.
INTERVAL_IN_RANGE = f"""
WITH {STARTED_CYCLES}, {DOSES}, {GAPS}
SELECT count(*) AS total, count(*) FILTER (WHERE days BETWEEN gap.first_day AND gap.last_day) AS events
FROM following
JOIN gap ON gap.protocol_id = following.protocol_id AND gap.earlier = earlier_route AND gap.later = route
JOIN registry_pregnancy AS pregnancy ON pregnancy.cycle_id = following.cycle_id AND pregnancy.voided_at IS NULL
WHERE day >= pregnancy.confirmed_on AND (pregnancy.ended_on IS NULL OR day < pregnancy.ended_on)
"""

# Once the transfer is recorded or the planned day has passed, in cycles not cancelled, where the version asks for it.
# Of a first dose IV any IV dose may be the one in the window, of a first dose SC only that one.
PRE_DOSE_IN_WINDOW = f"""
WITH {STARTED_CYCLES}, {DOSES}, {LEADS},
anchored AS (
    SELECT started.*,
           CASE conception_mode
               WHEN 'embryo_transfer' THEN coalesce(transferred_on, planned_on)
               ELSE coalesce(planned_on, lmp_on + conception.after_lmp)
           END AS anchor
    FROM started JOIN conception USING (protocol_id)
    WHERE cancelled_on IS NULL AND exposure <> 'none'
),
timed AS (
    SELECT anchored.cycle_id, following.route, following.opens, following.day - anchor AS days,
           before.first_day, before.last_day,
           first_value(following.route) OVER (PARTITION BY anchored.cycle_id ORDER BY following.started_at)
               AS first_route
    FROM anchored
    JOIN following ON following.cycle_id = anchored.cycle_id
    LEFT JOIN before ON before.protocol_id = anchored.protocol_id AND before.mode = conception_mode
                    AND before.route = following.route
    WHERE (conception_mode = 'embryo_transfer' AND transferred_on IS NOT NULL OR today > anchor)
      AND EXISTS (SELECT FROM before AS asked
                  WHERE asked.protocol_id = anchored.protocol_id AND asked.mode = conception_mode)
),
judged AS (
    SELECT cycle_id,
           bool_or(days < 0) AND bool_or(CASE
               WHEN opens AND first_day IS NULL THEN true
               WHEN route = first_route AND (opens OR route = 'iv') THEN days BETWEEN first_day AND last_day
           END) AS in_window
    FROM timed
    GROUP BY cycle_id
)
SELECT count(*) AS total, count(*) FILTER (WHERE in_window) AS events FROM judged
"""


def version_parameters() -> dict[str, Any]:
    """The parameters of every protocol version as the JSON that these queries read."""
    versions = [(version.pk, version.rules) for version in ProtocolVersion.objects.all()]
    tables = {
        "ranges": [row for pk, rules in versions for row in _ranges(pk, rules)],
        "intervals": [row for pk, rules in versions for row in _intervals(pk, rules)],
        "windows": [row for pk, rules in versions for row in _windows(pk, rules)],
        "conceptions": [{"protocol_id": pk, "after_lmp": rules.conception_after_lmp} for pk, rules in versions],
    }
    return {name: json.dumps(rows) for name, rows in tables.items()}


def _ranges(pk: int, rules: Parameters) -> Iterable[dict[str, object]]:
    for route, step in (("iv", rules.iv_rounded_to_g), ("sc", rules.sc_rounded_to_g)):
        if allowed := rules.range_of(route):
            limits = {"low": str(allowed.low), "high": str(allowed.high)}
            yield {"protocol_id": pk, "route": route, "rounded_to": step, **limits}


def _intervals(pk: int, rules: Parameters) -> Iterable[dict[str, object]]:
    for earlier in ROUTES:
        for later in ROUTES:
            if window := rules.interval(earlier, later):
                yield {"protocol_id": pk, "earlier": earlier, "later": later, **_days(window)}


def _windows(pk: int, rules: Parameters) -> Iterable[dict[str, object]]:
    for mode, iv_window in (
        ("embryo_transfer", rules.iv_before_transfer),
        ("natural", rules.iv_before_conception),
    ):
        for route, window in (("iv", iv_window), ("sc", rules.sc_start)):
            if window:
                yield {"protocol_id": pk, "mode": mode, "route": route, **_days(window)}


def _days(window: Window) -> dict[str, int]:
    return {"first_day": window.first, "last_day": window.last}
