from django.utils.translation import gettext_lazy as _

from registry.models.base import Record, kept, unique_in_force
from registry.models.choices import ScreeningResult
from registry.models.codebook import Filed, column, key
from registry.models.fields import CareDateField, Code, Text, Whole


@kept
class Screening(Record):
    """A woman seen and not enrolled: no identity is kept, the reason only."""

    seen_on = CareDateField(_("Seen on"), required=True)
    number = Whole(_("Number on that day"), 1, 999, required=True)
    result = Code(_("Not enrolled because"), ScreeningResult, required=True)
    reason = Text(_("Reason"))

    class Meta(Record.Meta):
        ordering = ["-seen_on", "number"]
        verbose_name = _("screening")
        verbose_name_plural = _("screening")
        constraints = [
            unique_in_force(
                "site",
                "seen_on",
                "number",
                name="one_screening_for_each_number",
                message=_("This number is already used on that day."),
            )
        ]

    class Codebook:
        table = "screening"
        columns = (
            key("site_code", Filed.OPEN, "site.site_code"),
            key("seen_on", Filed.DATE),
            key("number", Filed.OPEN),
            column("result", Filed.OPEN),
            column("reason", Filed.FREE_TEXT),
        )

    def __str__(self):
        return f"{self.site}/{self.seen_on}/{self.number}"
