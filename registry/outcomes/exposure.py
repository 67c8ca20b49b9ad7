"""The safety population and its events in SQL. Clauses: *Populations and units*, *Side effects*.

Safety is every woman with at least one dose, by the route received, eligible or not. An event belongs to the infusion
it names, else to the last one on or before the day of its onset; days are days at the site.
"""

from registry.outcomes.figures import quantity_in_sql
from registry.outcomes.populations import PLACES

# Every infusion in force, in her order; the first one is the first in the registry, of whatever route.
INFUSIONS = """
infusion AS (
    SELECT given.id, given.patient_id, given.route, product.name AS product, given.started_at,
           (given.started_at AT TIME ZONE place.timezone)::date AS day,
           CASE WHEN row_number() OVER (PARTITION BY given.patient_id ORDER BY given.started_at) = 1
                THEN 'first' ELSE 'later' END AS turn
    FROM registry_infusion AS given
    JOIN registry_patient AS patient ON patient.id = given.patient_id AND patient.voided_at IS NULL
    JOIN place ON place.id = given.site_id
    JOIN registry_product AS product ON product.id = given.product_id
    WHERE given.voided_at IS NULL
),
exposed AS (
    SELECT patient_id, min(day) AS first_on FROM infusion GROUP BY patient_id
)"""

# Terms compare by the coded term, else by the verbatim one, without case; each is spelt in one way throughout.
EVENTS = """
reported AS (
    SELECT event.*, coalesce(nullif(trim(event.term), ''), trim(event.verbatim)) AS words, exposed.first_on
    FROM registry_adverseevent AS event
    JOIN exposed ON exposed.patient_id = event.patient_id
    WHERE event.voided_at IS NULL AND event.site_id = ANY(%(sites)s)
),
event AS (
    SELECT DISTINCT ON (reported.id)
           reported.id, reported.patient_id, reported.subject,
           min(reported.words COLLATE "C") OVER (PARTITION BY lower(reported.words)) AS term,
           reported.grade::text AS grade, CASE WHEN reported.serious <> '' THEN 'yes' ELSE 'no' END AS serious,
           reported.causality, infusion.route, infusion.product, infusion.turn,
           reported.onset_on - infusion.day AS latency
    FROM reported
    LEFT JOIN infusion ON infusion.patient_id = reported.patient_id
         AND (infusion.id = reported.infusion_id
              OR reported.infusion_id IS NULL AND infusion.day <= reported.onset_on)
    WHERE reported.onset_on >= reported.first_on
    ORDER BY reported.id, infusion.started_at DESC
)"""

SAFETY = ",".join((PLACES, INFUSIONS, EVENTS))
"""Tables of a WITH clause down to `infusion`, `exposed`, `reported` and `event`."""

EXPOSURE = f"""
WITH {SAFETY},
share AS (
    SELECT patient_id, route, product, turn, count(*) AS infusions
    FROM infusion GROUP BY patient_id, route, product, turn
),
of_woman AS (
    SELECT stratum."by", stratum.value, received.route, patient_id, sum(infusions) AS infusions
    FROM share
    CROSS JOIN LATERAL (VALUES (NULL), (share.route)) AS received (route)
    CROSS JOIN LATERAL (VALUES ('all', 'all'), ('product', product), ('infusion', turn)) AS stratum ("by", value)
    GROUP BY stratum."by", stratum.value, received.route, patient_id
)
SELECT "by", value, coalesce(route, 'any') AS route, sum(infusions)::bigint AS infusions, count(*) AS women
FROM of_woman
GROUP BY "by", value, route
"""
"""Infusions and women exposed, by route, whole and by product and turn."""

# Each event for every term and its own, every route and its own, whatever its causality and its own.
_UNPIVOTED = """
FROM event
CROSS JOIN LATERAL (VALUES (NULL), (event.term)) AS named (term)
CROSS JOIN LATERAL (VALUES (NULL), (event.route)) AS received (route)
CROSS JOIN LATERAL (VALUES
    ('all', true), ('related', causality = ANY(%(related)s)), ('not_assessed', causality = '')
) AS assessed (related, holds)
"""

# Counted in two steps, the woman first: sorting for count(DISTINCT) takes ten times as long.
OCCURRENCE = f"""
WITH {SAFETY},
of_woman AS (
    SELECT stratum."by", stratum.value, named.term, received.route, assessed.related, subject, patient_id,
           count(*) AS events
    {_UNPIVOTED}
    CROSS JOIN LATERAL (VALUES
        ('all', 'all'), ('grade', grade), ('serious', serious), ('product', product), ('infusion', turn)
    ) AS stratum ("by", value)
    WHERE assessed.holds AND stratum.value IS NOT NULL
    GROUP BY stratum."by", stratum.value, named.term, received.route, assessed.related, subject, patient_id
)
SELECT "by", value, term, coalesce(route, 'any') AS route, related, subject,
       sum(events)::bigint AS events, count(*) AS women
FROM of_woman
GROUP BY "by", value, term, of_woman.route, related, subject
"""
"""Events and women with at least one, for each combination that occurs."""

LATENCY = f"""
WITH {SAFETY}
SELECT 'all' AS "by", 'all' AS value, named.term, coalesce(received.route, 'any') AS route, assessed.related,
       subject,
       {quantity_in_sql("latency_days", "latency")}
{_UNPIVOTED}
WHERE assessed.holds AND subject = 'mother'
GROUP BY named.term, received.route, assessed.related, subject
"""
"""Days from the infusion to the onset of the mother's events, for each combination that occurs."""

NOT_COUNTED = f"""
WITH {SAFETY}
SELECT count(*) FILTER (WHERE exposed.patient_id IS NULL) AS no_dose,
       count(*) FILTER (WHERE event.onset_on < exposed.first_on) AS before_first_dose
FROM registry_adverseevent AS event
JOIN registry_patient AS patient ON patient.id = event.patient_id AND patient.voided_at IS NULL
LEFT JOIN exposed ON exposed.patient_id = event.patient_id
WHERE event.voided_at IS NULL AND event.site_id = ANY(%(sites)s)
"""
"""Events in force that no figure counts, by the reason."""
