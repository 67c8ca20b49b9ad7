"""What guidelines say, shown beside every assessment. Clause: *Eligibility*; D§1c."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..words import Words


@dataclass(frozen=True, kw_only=True)
class GuidelinePosition:
    """What a guideline says of immunoglobulin in pregnancy loss: `against` it or `may_benefit`, in words."""

    guideline: str
    direction: str
    words: Words


GUIDELINE_POSITIONS = (
    GuidelinePosition(
        guideline="ACR 2020",
        direction="against",
        words=_("Conditionally recommends against immunoglobulin in obstetric antiphospholipid syndrome."),
    ),
    GuidelinePosition(
        guideline="GLADEL-PANLAR 2018",
        direction="against",
        words=_("Strongly recommends against adding immunoglobulin to hydroxychloroquine, heparin and aspirin."),
    ),
    GuidelinePosition(
        guideline="ESHRE 2022",
        direction="may_benefit",
        words=_("Repeated high doses very early in pregnancy may benefit women with four or more unexplained losses."),
    ),
)
