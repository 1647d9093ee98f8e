"""The recogniser is told whom somebody calls for, where a number belongs to several companies."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from hotline.customers import operations as customers
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone

BOOKKEEPER = "+8613800138077"
LIST = """name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device
珠海蓝鲸潜水有限公司,,,,13800138077,,
珠海河马搬家有限公司,,,,13800138077,,
"""


def test_a_bookkeepers_companies_are_expected_when_the_name_is_asked(database_url: str, tmp_path: Path) -> None:
    app = hotline_for(database_url, tmp_path)
    now = app.hotline.clock.now()
    app.hotline.store.write(lambda s: customers.import_customers(s, now=now, content=LIST, actor="test"))
    phone = Telephone(app)
    phone.ring(BOOKKEEPER)

    assert "企业全称" in phone.say("开票系统进不去")

    (gather,) = ET.fromstring(phone.answer).iter("Gather")
    assert sorted(str(gather.get("hints")).split(",")[:2]) == ["珠海河马搬家有限公司", "珠海蓝鲸潜水有限公司"]
    app.hotline.store.close()
