"""What is wrong in a file is refused with its place and what would be right, and nothing is written."""

import pytest

from registry.domain.acting import acting_for
from registry.models import Lot, Patient, Site, User
from tests.registry.exchange.files import BABIES, CYCLES, INFUSIONS, PATIENTS, PREGNANCIES, changed, refusals


def case(title, tables, error):
    return pytest.param(tables, error, id=title)


def nothing_written():
    with acting_for(User.objects.system(), source="test"):
        return not (Patient.everything.exists() or Site.objects.exists() or Lot.objects.exists())


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        case(
            "wrong header",
            {"patients": [PATIENTS[0].replace("indication", "indicaton"), PATIENTS[1]]},
            ("patients", 1, "indicaton", "indicaton", "There is no column “indicaton” in patients: it has study_id,"),
        ),
        case(
            "header without a key",
            {"patients": [PATIENTS[0].replace("study_id,", ""), PATIENTS[1].replace("MTL-0001,", "")]},
            ("patients", 1, "study_id", "", "The column “study_id” is missing: it is needed to know which row"),
        ),
        case(
            "unknown code",
            {"patients": changed(PATIENTS, "indication", "ivf")},
            ("patients", 2, "indication", "ivf", "“ivf” is not one of rpl, rif."),
        ),
        case(
            "day that is not in the calendar",
            {"patients": changed(PATIENTS, "enrolled_on", "2015-02-30")},
            ("patients", 2, "enrolled_on", "2015-02-30", "“2015-02-30” is not a date: write year, month and day"),
        ),
        case(
            "dose of 4500 g",
            {"infusions": changed(INFUSIONS, "dose_g", "4500")},
            ("infusions", 2, "dose_g", "4500", "4500 is not above 0 and at most 200."),
        ),
        case(
            "decimal comma",
            {"infusions": [INFUSIONS[0], INFUSIONS[1].replace(",40,", ',"40,5",')]},
            ("infusions", 2, "dose_g", "40,5", "“40,5” is not a number: write it with a point, such as 61.5."),
        ),
        case(
            "baby of a cycle that does not exist",
            {"babies": changed(BABIES, "cycle_number", "2")},
            ("babies", 2, "cycle_number", "2", "MTL-0001 has no cycle 2: its row belongs in cycles."),
        ),
        case(
            "baby without a pregnancy",
            {"pregnancies": PREGNANCIES[:1]},
            ("babies", 2, "cycle_number", "1", "Cycle 1 of MTL-0001 has no pregnancy: its row belongs in pregnancies."),
        ),
        case(
            "baby without a birth",
            {"pregnancies": changed(PREGNANCIES, "outcome", "loss")},
            ("babies", 2, "cycle_number", "1", "The outcome of this pregnancy is “Spontaneous loss”: only a birth"),
        ),
        case(
            "infusion of an unknown patient",
            {"infusions": changed(INFUSIONS, "study_id", "MTL-0099")},
            ("infusions", 2, "study_id", "MTL-0099", "There is no patient “MTL-0099” at the sites for which you may"),
        ),
        case(
            "Latin-1 bytes",
            {"patients": "\n".join(PATIENTS).replace("rif", "r\xeff").encode("latin-1")},
            ("patients", 2, "", "0xEF", "The byte 0xEF in line 2 is not UTF-8: save the file as “CSV UTF-8”."),
        ),
        case(
            "empty file",
            {"patients": b""},
            ("patients", None, "", "", "The file is empty: its first row names the columns."),
        ),
        case(
            "blank file",
            {"patients": b"\xef\xbb\xbf\r\n \r\n"},
            ("patients", None, "", "", "The file is empty: its first row names the columns."),
        ),
        case(
            "unknown table",
            {"patient": PATIENTS},
            ("patient", None, "", "patient", "There is no table “patient”: the tables are sites, patients, contacts,"),
        ),
        case(
            "a cell too many",
            {"patients": [PATIENTS[0], PATIENTS[1] + ",extra"]},
            ("patients", 2, "", "", "This row has 7 cells and the header 6: check quotation marks and separators."),
        ),
        case(
            "a cell too few",
            {"patients": [PATIENTS[0], PATIENTS[1].removesuffix(",1")]},
            ("patients", 2, "", "", "This row has 5 cells and the header 6: check quotation marks and separators."),
        ),
        case(
            "a column twice",
            {"patients": [PATIENTS[0] + ",indication", PATIENTS[1] + ",rif"]},
            ("patients", 1, "indication", "", "The column “indication” stands there twice: leave one."),
        ),
        case(
            "overlong text",
            {"medical_history": ["study_id,condition,ongoing", f"MTL-0001,{'x' * 201},no"]},
            ("medical_history", 2, "condition", "x" * 60 + "…", "“" + "x" * 60 + "…” has 201 characters: at most 200"),
        ),
        case(
            "cell longer than any column",
            {"medical_history": ["study_id,condition,ongoing", f"MTL-0001,{'x' * 30_000},no"]},
            ("medical_history", 2, "condition", "x" * 20, "This cell has 30000 characters: no column takes more than"),
        ),
        case(
            "10 MB cell",
            {"medical_history": ["study_id,condition,ongoing", f"MTL-0001,{'x' * 10_000_000},no"]},
            (
                "medical_history",
                2,
                "",
                "",
                "This row and those after it cannot be read (field larger than field",
            ),
        ),
        case(
            "NUL byte",
            {"medical_history": ["study_id,condition,ongoing", "MTL-0001,a\0b,no"]},
            ("medical_history", 2, "condition", "a�b", "“a�b” holds a NUL byte: take it out."),
        ),
        case(
            "quotation mark that does not close",
            {"medical_history": ["study_id,condition,ongoing", 'MTL-0001,"a,no']},
            (
                "medical_history",
                2,
                "",
                "",
                "This row and those after it cannot be read (unexpected end of data)",
            ),
        ),
        case(
            "due date that is not the derivable one",
            {"pregnancies": changed(PREGNANCIES, "edd", "2026-10-29")},
            (
                "pregnancies",
                2,
                "edd",
                "2026-10-29",
                "2026-10-29 is not the due date by Embryo transfer, 2026-10-28: clear it.",
            ),
        ),
        case(
            "dating by a period that nobody wrote down",
            {"pregnancies": changed(PREGNANCIES, "dating_method", "lmp")},
            ("pregnancies", 2, "dating_method", "lmp", "Dating by last menstrual period needs its day in the cycle."),
        ),
        case(
            "dating by ultrasound without a due date",
            {"pregnancies": changed(changed(PREGNANCIES, "dating_method", "ultrasound"), "edd", "")},
            ("pregnancies", 2, "edd", "", "Dating by ultrasound needs the due date."),
        ),
        case(
            "unknown protocol version",
            {"cycles": changed(CYCLES, "protocol_code", "montreal-1999")},
            (
                "cycles",
                2,
                "protocol_code",
                "montreal-1999",
                "There is no protocol version “montreal-1999”: the registry knows ksri-2017, montreal-2014,",
            ),
        ),
        case(
            "infusion in a comparator cycle",
            {"cycles": changed(CYCLES, "exposure", "none")},
            ("infusions", 2, "cycle_number", "1", "Cycle 1 is an untreated comparator: it takes no infusion."),
        ),
        case(
            "transfer without the age of the embryo",
            {"cycles": changed(CYCLES, "embryo_age_days", "")},
            ("cycles", 2, "embryo_age_days", "", "Needed with the transfer."),
        ),
        case(
            "day of care in the future",
            {"patients": changed(PATIENTS, "enrolled_on", "2093-01-12")},
            ("patients", 2, "enrolled_on", "2093-01-12", "2093-01-12 is in the future (today is "),
        ),
        case(
            "year without sense",
            {"patients": changed(PATIENTS, "date_of_birth", "0190-05-04")},
            ("patients", 2, "date_of_birth", "0190-05-04", "“0190-05-04” is outside the years 1900 to 2100: check"),
        ),
        case(
            "study ID of another site",
            {"patients": changed(PATIENTS, "study_id", "OTT-0001"), "cycles": CYCLES[:1]},
            ("patients", 2, "study_id", "OTT-0001", "“OTT-0001” does not begin with MTL, the code of its site."),
        ),
        case(
            "blank in a required column",
            {"infusions": changed(INFUSIONS, "lot_number", "")},
            ("infusions", 2, "lot_number", "", "This is required."),
        ),
        case(
            "blank in a required column that has a default",
            {"infusions": changed(INFUSIONS, "completed", "")},
            ("infusions", 2, "completed", "", "This is required: write one of no, yes."),
        ),
    ],
)
def test_wrong_cell_is_refused_with_its_place_and_what_is_right(run, one_woman, tables, error):
    result = run(one_woman(**tables))

    *place, sentence = error
    [found] = [each for each in refusals(result) if list(each[:4]) == place]
    assert found[4].startswith(sentence)
    assert result["code"] == 1
    assert nothing_written()
