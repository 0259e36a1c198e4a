"""Forms: from chosen cases to confirmed commands, key by key. No Textual here.

`fields.py` are the fields, `form.py` what a form does with keys, `making.py` which
fields a command has, `sending.py` the forms that are more than one command.
"""

from __future__ import annotations

from tui.forms.fields import Fault, Press
from tui.forms.form import (
    SETTLE_S,
    Answer,
    Cancelled,
    Confirmed,
    Form,
    Job,
)
from tui.forms.making import ASKED, MANY, Ground, form_of
from tui.forms.reporting import Desk, report_form
from tui.forms.sending import (
    EACH,
    RULINGS,
    bars_of,
    dispatch_form,
    redispatch_form,
    ruling_form,
)

__all__ = [
    "ASKED",
    "EACH",
    "MANY",
    "RULINGS",
    "SETTLE_S",
    "Answer",
    "Cancelled",
    "Confirmed",
    "Desk",
    "Fault",
    "Form",
    "Ground",
    "Job",
    "Press",
    "bars_of",
    "dispatch_form",
    "form_of",
    "redispatch_form",
    "report_form",
    "ruling_form",
]
