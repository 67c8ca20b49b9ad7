"""E-mail through Django's backend: SMTP in production, whatever `EMAIL_URL` says."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives

from followup.channels import Letter, Permanent, Temporary

# Machines that answer letters by themselves leave this one alone.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class EmailChannel:
    """One letter, one connection: a server that fails for one does not hold up the others."""

    def send(self, letter: Letter) -> str:
        """Its Message-ID. Raises Permanent where the server refuses this address or this letter for good; a server
        that is away, overloaded, closes early or does not let us in is Temporary."""
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            to=[letter.address],
            headers={"Message-ID": letter.message_id, **AUTOMATIC},
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        try:
            message.send()
        except ValueError:  # an address or a header that cannot be written
            raise Permanent("unusable address") from None
        except SMTPRecipientsRefused as refusal:
            raise _by_code(*(code for code, _words in refusal.recipients.values())) from None
        except SMTPDataError as refusal:
            raise _by_code(refusal.smtp_code) from None
        except SMTPResponseException as refusal:
            # Of the greeting, the sender or the password: a fault of the settings, not of this letter.
            raise Temporary(str(refusal.smtp_code)) from None
        except (SMTPException, OSError) as failure:
            raise Temporary(type(failure).__name__) from None
        return letter.message_id


def _by_code(*codes: int) -> Temporary | Permanent:
    """By the SMTP code: 5xx is for good."""
    worst = max(codes, default=0)
    return Permanent(str(worst)) if worst >= 500 else Temporary(str(worst))
