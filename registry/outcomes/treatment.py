"""Doses against the protocol in SQL, by the parameters of each version. Clause: *Deviations*, dose and timing.

The same rules as `registry.protocol.deviations`, whose findings a test compares on random cohorts. What the cohort
does with them is a rate: of what can be judged at all, how much is as the protocol wants it.
"""

import json
from typing import Any

from registry.models import ProtocolVersion
from registry.outcomes.populations import PLACES
from registry.protocol.parameters import Parameters, Window

ROUTES = ("iv", "sc")

# IV infusions of one cycle on consecutive days are one dose: grams added, its day and weight those of the first.
# The parameters of the versions are looked up by key, not joined: a planner guesses wrong about rows it cannot count.
DOSES = """
given AS (
    SELECT infusion.cycle_id, infusion.route, infusion.started_at, infusion.dose_g, infusion.weight_kg,
           (infusion.started_at AT TIME ZONE place.timezone)::date AS day
    FROM registry_infusion AS infusion
    JOIN registry_cycle AS cycle ON cycle.id = infusion.cycle_id AND cycle.voided_at IS NULL
    JOIN registry_patient AS patient ON patient.id = infusion.patient_id AND patient.voided_at IS NULL
    JOIN place ON place.id = infusion.site_id
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
    SELECT cycle_id, route, count(*) AS infusions, min(started_at) AS started_at, min(day) AS day,
           sum(dose_g) AS grams, min(weight_kg) FILTER (WHERE begins) AS weight_kg
    FROM numbered
    GROUP BY cycle_id, route, number
),
ordered AS MATERIALIZED (
    SELECT dose.*, cycle.protocol_id::text AS protocol, cycle.conception_mode,
           lag(dose.route) OVER in_cycle AS earlier_route, dose.day - lag(dose.day) OVER in_cycle AS days,
           first_value(dose.route) OVER in_cycle AS first_route, row_number() OVER in_cycle = 1 AS opens
    FROM dose JOIN registry_cycle AS cycle ON cycle.id = dose.cycle_id
    WINDOW in_cycle AS (PARTITION BY dose.cycle_id ORDER BY dose.started_at)
)"""

# SC may be rounded to its step without any deviation; IV rounding is one (DOSE_ROUNDING).
DOSE_IN_RANGE = """
ranged AS (
    SELECT infusions, grams, route, (range ->> 'step')::numeric AS step,
           (range ->> 'low')::numeric * weight_kg / 1000 AS low, (range ->> 'high')::numeric * weight_kg / 1000 AS high
    FROM ordered CROSS JOIN LATERAL (SELECT %(protocols)s::jsonb -> protocol -> 'ranges' -> route AS range) AS rule
    WHERE range IS NOT NULL
),
dose_in_range AS (
    SELECT coalesce(sum(infusions), 0)::bigint AS total,
           coalesce(sum(infusions) FILTER (
               WHERE grams BETWEEN low AND high
                  OR route = 'sc' AND grams IN (round(low / step) * step, round(high / step) * step)
           ), 0)::bigint AS events
    FROM ranged
)"""

# In pregnancy: the later dose on or after the day it was confirmed and before its end.
INTERVAL_IN_RANGE = """
interval_in_range AS (
    SELECT count(*) AS total,
           count(*) FILTER (WHERE days BETWEEN (allowed ->> 'first')::int AND (allowed ->> 'last')::int) AS events
    FROM ordered
    JOIN registry_pregnancy AS pregnancy ON pregnancy.cycle_id = ordered.cycle_id AND pregnancy.voided_at IS NULL
    CROSS JOIN LATERAL (
        SELECT %(protocols)s::jsonb -> protocol -> 'intervals' -> earlier_route -> route AS allowed
    ) AS rule
    WHERE allowed IS NOT NULL AND day >= pregnancy.confirmed_on
      AND (pregnancy.ended_on IS NULL OR day < pregnancy.ended_on)
)"""

# Once the transfer is recorded or the planned day has passed, in cycles not cancelled, where the version asks for it.
# Of a first dose IV any IV dose may be the one in the window, of a first dose SC only that one.
PRE_DOSE_IN_WINDOW = """
anchored AS (
    SELECT cycle.id AS cycle_id,
           CASE cycle.conception_mode
               WHEN 'embryo_transfer' THEN coalesce(cycle.transferred_on, cycle.planned_on)
               ELSE coalesce(cycle.planned_on,
                             cycle.lmp_on + (%(protocols)s::jsonb -> protocol_id::text ->> 'after_lmp')::int)
           END AS anchor,
           cycle.conception_mode = 'embryo_transfer' AND cycle.transferred_on IS NOT NULL AS transferred,
           place.today
    FROM registry_cycle AS cycle JOIN place ON place.id = cycle.site_id
    WHERE cycle.cancelled_on IS NULL AND cycle.exposure <> 'none'
),
timed AS (
    SELECT ordered.cycle_id, route, first_route, opens, day - anchor AS days,
           (windows -> route ->> 'first')::int AS first_day, (windows -> route ->> 'last')::int AS last_day
    FROM ordered
    JOIN anchored ON anchored.cycle_id = ordered.cycle_id
    CROSS JOIN LATERAL (SELECT %(protocols)s::jsonb -> protocol -> 'windows' -> conception_mode AS windows) AS rule
    WHERE (transferred OR today > anchor) AND windows IS NOT NULL
),
judged AS (
    SELECT cycle_id,
           bool_or(days < 0) AND bool_or(CASE
               WHEN opens AND first_day IS NULL THEN true
               WHEN route = first_route AND (opens OR route = 'iv') THEN days BETWEEN first_day AND last_day
           END) AS in_window
    FROM timed
    GROUP BY cycle_id
),
pre_dose_in_window AS (SELECT count(*) AS total, count(*) FILTER (WHERE in_window) AS events FROM judged)"""

RULES = ("dose_in_range", "interval_in_range", "pre_dose_in_window")

TREATMENT = f"""
WITH {",".join((PLACES, DOSES, DOSE_IN_RANGE, INTERVAL_IN_RANGE, PRE_DOSE_IN_WINDOW))}
{" UNION ALL ".join(f"SELECT '{rule}' AS key, events, total FROM {rule}" for rule in RULES)}
"""
"""One row for each of `RULES`: how many are as the protocol wants them, of how many that can be judged."""


def version_parameters() -> dict[str, Any]:
    """The parameters of every protocol version as the JSON in which `TREATMENT` looks them up."""
    rules = {str(version.pk): _as_json(version.rules) for version in ProtocolVersion.objects.all()}
    return {"protocols": json.dumps(rules)}


def _as_json(rules: Parameters) -> dict[str, object]:
    before = {"embryo_transfer": rules.iv_before_transfer, "natural": rules.iv_before_conception}
    windows = {mode: _present({"iv": iv_window, "sc": rules.sc_start}) for mode, iv_window in before.items()}
    steps = {"iv": rules.iv_rounded_to_g, "sc": rules.sc_rounded_to_g}
    return {
        "after_lmp": rules.conception_after_lmp,
        # A version without any window asks for no such dose.
        "windows": {mode: found for mode, found in windows.items() if found},
        "intervals": {
            earlier: _present({later: rules.interval(earlier, later) for later in ROUTES}) for earlier in ROUTES
        },
        "ranges": {
            route: {"low": str(allowed.low), "high": str(allowed.high), "step": step}
            for route, step in steps.items()
            if (allowed := rules.range_of(route))
        },
    }


def _present(windows: dict[str, Window | None]) -> dict[str, dict[str, int]]:
    return {route: {"first": found.first, "last": found.last} for route, found in windows.items() if found}
