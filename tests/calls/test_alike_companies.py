"""Two customers whose names sound alike: the word that parts them is enough (R6)."""

from __future__ import annotations

from pathlib import Path

from hotline.customers import operations
from tests.calls.lines import line
from tests.support.telephone import Telephone

LISTED = """\
name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device
珠海市华丰印刷包装有限公司,,,,,,
珠海市花丰园艺有限公司,,,,,,
"""


def test_the_line_of_business_tells_which_of_two_companies_is_meant(database_url: str, tmp_path: Path) -> None:
    with line(database_url, tmp_path) as app:
        now = app.hotline.clock.now()
        app.hotline.store.write(lambda session: operations.import_customers(session, now=now, content=LISTED))
        phone = Telephone(app)
        phone.ring()
        phone.say("开不了票")
        assert "珠海市华丰印刷包装有限公司，对吗" in phone.say("华丰")
        assert "珠海市花丰园艺有限公司，对吗" in phone.say("不是，是园艺")
        assert "好的，珠海市花丰园艺有限公司。" in phone.say("是的")
