"""The populations in SQL: one row for each started cycle, with the woman as enrolled and what became of it.

Clause: *Populations and units*. The rules are those of `registry.protocol.labels`, whose thresholds arrive as
parameters; a test holds the two equal on random cohorts. Only rows in force at the sites of the cut are looked at;
tables are named without a schema, so that views put before them on the search path can serve another moment.
"""

from typing import Any

from registry.outcomes.cut import DataCut
from registry.protocol.dating import CONCEPTION_TO_TERM_DAYS, TERM_DAYS
from registry.protocol.labels import BIRTH_WEIGHT_LIMIT_G, ONGOING_FROM_DAYS

# The sites asked for, each with the local day of the moment: the rules' day there.
PLACES = """
place AS (
    SELECT id, site_code, timezone, (%(as_of)s::timestamptz AT TIME ZONE timezone)::date AS today
    FROM registry_site WHERE id = ANY(%(sites)s)
)"""

# One row a cycle with a dose; `first_on` and `last_on` are days of care at the site.
DOSED = """
dosed AS (
    SELECT infusion.cycle_id, count(*) AS infusions,
           (min(infusion.started_at) AT TIME ZONE min(place.timezone))::date AS first_on,
           min(infusion.started_at) FILTER (WHERE infusion.route = 'iv') AS first_iv_at,
           min(infusion.started_at) FILTER (WHERE infusion.route = 'sc') AS first_sc_at
    FROM registry_infusion AS infusion
    JOIN place ON place.id = infusion.site_id
    WHERE infusion.voided_at IS NULL
    GROUP BY infusion.cycle_id
)"""

# The children of a pregnancy; without dating the heaviest child decides.
CHILDREN = """
children AS (
    SELECT pregnancy_id, count(*) AS born,
           count(*) FILTER (WHERE status = 'live_birth') AS alive,
           max(birth_weight_g) FILTER (WHERE status = 'live_birth') AS heaviest_alive,
           max(birth_weight_g) FILTER (WHERE status <> 'live_birth') AS heaviest_dead
    FROM registry_baby
    WHERE voided_at IS NULL AND site_id = ANY(%(sites)s)
    GROUP BY pregnancy_id
)"""

# Due date by the method that dates the pregnancy; gestational age at its end in days.
PREGNANCIES = """
dated AS (
    SELECT pregnancy.*, cycle.transferred_on,
           CASE pregnancy.dating_method
               WHEN 'transfer' THEN cycle.transferred_on + %(conception_to_term)s - cycle.embryo_age_days
               WHEN 'lmp' THEN cycle.lmp_on + %(term)s
               WHEN 'ultrasound' THEN pregnancy.edd
           END AS due_on
    FROM registry_pregnancy AS pregnancy
    JOIN registry_cycle AS cycle ON cycle.id = pregnancy.cycle_id
    WHERE pregnancy.voided_at IS NULL AND pregnancy.site_id = ANY(%(sites)s)
),
weighed AS (
    SELECT dated.*, %(term)s - (due_on - ended_on) AS gestation,
           coalesce(children.born, 0) AS born, coalesce(children.alive, 0) AS alive,
           CASE WHEN children.alive > 0 THEN children.heaviest_alive ELSE children.heaviest_dead END AS heaviest
    FROM dated LEFT JOIN children ON children.pregnancy_id = dated.id
),
pregnancy AS (
    SELECT weighed.*,
           CASE
               WHEN outcome NOT IN ('birth', 'loss') THEN outcome
               WHEN outcome = 'birth' AND born = 0 THEN 'unknown'
               WHEN gestation IS NOT NULL THEN CASE
                   WHEN alive > 0 AND gestation >= %(live_birth_from)s THEN 'live_birth'
                   WHEN alive > 0 THEN 'miscarriage'
                   WHEN gestation >= %(stillbirth_from)s THEN 'stillbirth'
                   WHEN gestation < %(miscarriage_below)s THEN 'miscarriage'
                   ELSE 'late_fetal_loss'
               END
               WHEN heaviest IS NULL THEN CASE WHEN born > 0 THEN 'unknown' ELSE 'miscarriage' END
               WHEN heaviest < %(weight_limit)s THEN 'miscarriage'
               WHEN alive > 0 THEN 'live_birth'
               ELSE 'stillbirth'
           END AS label,
           CASE
               WHEN outcome IN ('ectopic', 'loss', 'termination', 'birth') THEN true
               WHEN outcome = 'biochemical' THEN false
               ELSE gestational_sacs >= 1
           END AS clinical,
           CASE
               WHEN due_on IS NULL THEN NULL
               WHEN ended_on <= place.today AND gestation < %(ongoing_from)s THEN false
               WHEN %(term)s - (due_on - least(ended_on, place.today)) < %(ongoing_from)s THEN NULL
               WHEN heartbeat_12w <> '' THEN heartbeat_12w = 'yes'
               WHEN outcome = 'unknown' THEN NULL
               ELSE fetal_heartbeats >= 1
           END AS ongoing_12w
    FROM weighed JOIN place ON place.id = weighed.site_id
)"""

# A comparator cycle has started unless it was cancelled before its transfer or planned day.
STARTED = """
started AS (
    SELECT cycle.id AS cycle_id, cycle.patient_id, patient.study_id, cycle.site_id, place.site_code AS site,
           place.today, version.code AS protocol, version.id AS protocol_id,
           patient.indication, patient.prior_live_births, patient.prior_miscarriages,
           patient.prior_unexplained_miscarriages, patient.failed_blastocyst_transfers, patient.nk_cell_percent,
           extract(year FROM age(cycle.started_on, patient.date_of_birth))::int AS age,
           cycle.exposure, cycle.conception_mode, cycle.started_on, cycle.transferred_on, cycle.planned_on,
           cycle.lmp_on, cycle.hcg_result, cycle.cancelled_on,
           dosed.first_on AS first_dose_on, coalesce(dosed.infusions, 0) AS infusions,
           CASE
               WHEN dosed.cycle_id IS NULL THEN 'none'
               WHEN dosed.first_sc_at IS NULL THEN 'iv'
               WHEN dosed.first_iv_at IS NULL THEN 'sc'
               WHEN dosed.first_iv_at < dosed.first_sc_at THEN 'iv_then_sc'
               ELSE 'sc_then_iv'
           END AS route,
           row_number() OVER (PARTITION BY cycle.patient_id ORDER BY cycle.started_on, cycle.cycle_number) = 1
               AS first
    FROM registry_cycle AS cycle
    JOIN registry_patient AS patient ON patient.id = cycle.patient_id AND patient.voided_at IS NULL
    JOIN place ON place.id = cycle.site_id
    JOIN registry_protocolversion AS version ON version.id = cycle.protocol_id
    LEFT JOIN dosed ON dosed.cycle_id = cycle.id
    WHERE cycle.voided_at IS NULL
      AND (dosed.cycle_id IS NOT NULL
           OR cycle.exposure = 'none'
              AND (cycle.cancelled_on IS NULL
                   OR cycle.cancelled_on >= coalesce(cycle.transferred_on, cycle.planned_on)))
)"""

# What became of each started cycle. `resolved` is null for nobody; `clinical` and `ongoing_12w` are null until known.
OUTCOMES = """
outcome AS (
    SELECT started.*, pregnancy.id AS pregnancy_id, pregnancy.label, pregnancy.gestation, pregnancy.due_on,
           pregnancy.ended_on, pregnancy.born, pregnancy.alive, pregnancy.fetal_heartbeats,
           pregnancy.gestational_sacs, pregnancy.delivery_mode,
           started.hcg_result <> '' AS tested, started.hcg_result = 'positive' AS positive,
           CASE WHEN pregnancy.id IS NOT NULL THEN pregnancy.clinical WHEN closed THEN false END AS clinical,
           CASE WHEN pregnancy.id IS NOT NULL THEN pregnancy.ongoing_12w WHEN closed THEN false END AS ongoing_12w,
           CASE
               WHEN pregnancy.id IS NOT NULL THEN pregnancy.label NOT IN ('ongoing', 'unknown')
               ELSE closed
           END AS resolved,
           coalesce(started.transferred_on, pregnancy.due_on - %(conception_to_term)s, started.planned_on,
                    started.lmp_on + %(term)s - %(conception_to_term)s) AS conceived_on,
           EXISTS (
               SELECT FROM registry_deviation AS deviation
               WHERE deviation.cycle_id = started.cycle_id AND deviation.voided_at IS NULL
                 AND deviation.classification = 'important'
                 AND (deviation.closed_on IS NULL OR deviation.reason <> '')
           ) AS deviated
    FROM started
    CROSS JOIN LATERAL (SELECT cancelled_on IS NOT NULL OR hcg_result = 'negative' AS closed) AS state
    LEFT JOIN pregnancy ON pregnancy.cycle_id = started.cycle_id
)"""

# Beside each cycle, what became of the woman in any of hers.
COHORT = """
cohort AS (
    SELECT outcome.*,
           bool_or(label IS NOT DISTINCT FROM 'live_birth') OVER woman AS woman_live,
           bool_or(NOT resolved) OVER woman AS woman_open
    FROM outcome
    WINDOW woman AS (PARTITION BY patient_id)
)"""

STARTED_CYCLES = ",".join((PLACES, DOSED, STARTED))
"""Tables of a WITH clause down to `started`."""

ALL_OUTCOMES = ",".join((PLACES, DOSED, STARTED, CHILDREN, PREGNANCIES, OUTCOMES, COHORT))
"""Tables of a WITH clause down to `cohort`."""


def parameters(cut: DataCut) -> dict[str, Any]:
    """The thresholds of the definition set and of dating, by the names under which the queries ask for them."""
    return {
        "term": TERM_DAYS,
        "conception_to_term": CONCEPTION_TO_TERM_DAYS,
        "ongoing_from": ONGOING_FROM_DAYS,
        "weight_limit": BIRTH_WEIGHT_LIMIT_G,
        "miscarriage_below": cut.definitions.miscarriage_below,
        "stillbirth_from": cut.definitions.stillbirth_from,
        "live_birth_from": cut.definitions.live_birth_from,
    }
