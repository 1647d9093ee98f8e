"""All tables of the product in one place: every module that declares tables is named here."""

from __future__ import annotations

from hotline.callbacks import models as callbacks
from hotline.calls import models as calls
from hotline.complaints import models as complaints
from hotline.core import journal
from hotline.core.columns import Base
from hotline.customers import models as customers
from hotline.people import models as people
from hotline.tickets import models as tickets
from hotline.visits import models as visits

MODULES = (callbacks, calls, complaints, customers, journal, people, tickets, visits)
METADATA = Base.metadata
