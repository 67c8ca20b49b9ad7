"""What the files of the tests hold: one woman from enrolment to a birth, in lines of CSV."""

from pathlib import Path

MONTREAL = Path(__file__).resolve().parents[3] / "examples" / "montreal_cohort"

SITES = [
    "site_code,name,timezone,reb_name,reb_number",
    "MTL,Montreal clinic,America/Toronto,Montreal board,1",
]
PATIENTS = [
    "study_id,site_code,date_of_birth,enrolled_on,indication,prior_miscarriages",
    "MTL-0001,MTL,1990-05-04,2026-01-12,rif,1",
]
CYCLES = [
    "study_id,cycle_number,protocol_code,exposure,conception_mode,started_on,transferred_on,embryo_age_days,"
    "embryos_transferred",
    "MTL-0001,1,montreal-2014,immunoglobulin,embryo_transfer,2026-01-19,2026-02-09,5,1",
]
INFUSIONS = [
    "study_id,cycle_number,started_at,route,weight_kg,dose_g,product,lot_number,setting,completed",
    "MTL-0001,1,2026-02-02T09:30,iv,60,40,Privigen 10%,A1;A2,clinic,yes",
]
PREGNANCIES = [
    "study_id,cycle_number,confirmed_on,dating_method,edd,outcome,ended_on",
    "MTL-0001,1,2026-02-19,transfer,2026-10-28,birth,2026-10-20",
]
BABIES = ["study_id,cycle_number,birth_order,status", "MTL-0001,1,1,live_birth"]


def changed(lines, column, value, row=1):
    """The same lines with one cell changed."""
    names, cells = lines[0].split(","), lines[row].split(",")
    cells[names.index(column)] = value
    return [*lines[:row], ",".join(cells), *lines[row + 1 :]]


def refusals(result):
    """The errors of an import, each as (table, row, column, value, message)."""
    return [(each["table"], each["row"], each["column"], each["value"], each["message"]) for each in result["errors"]]
