"""Spend tables of ad systems."""

from __future__ import annotations

from tandem.intake.tests.export_samples import Records, Sample, day, money


def _spend(source: str, currency: str, *, extras: dict[str, str] | None = None, **more: object) -> Records:
    """Two days of one campaign, the second without a click."""
    common: dict[str, object] = {"source": source, "channel": "cpc", "campaign": "brand", "currency": currency, **more}
    kept: dict[str, object] = {} if extras is None else {"extras": extras}
    return (
        ("spend", {"day": day("2026-03-01"), "impressions": 1234, "clicks": 15, "spend": money("1500.50"),
                   **common, **kept}),
        ("spend", {"day": day("2026-03-02"), "impressions": 10, "clicks": 0, "spend": money("0"), **common, **kept}),
    )  # fmt: skip


SAMPLES = [
    Sample("yandex_direct", "spend", "ru", "2026-03-01_2026-03-02_login.csv", """\
"Отчёт: Мастер отчётов, login"
"Период: с 01.03.2026 по 02.03.2026"

"Дата";"Кампания";"№ Кампании";"Группа";"№ Объявления";"Показы";"Клики";"Расход (руб.)"
"01.03.2026";"brand";"100";"g1";"9001";"1 234";"15";"1 500,50"
"02.03.2026";"brand";"100";"g1";"9001";"10";"0";"0"
"Всего";"";"";"";"";"1 244";"15";"1 500,50"
""", _spend("yandex", "RUB", ad_group="g1", creative="9001", extras={"№ Кампании": "100"}), encoding="windows-1251"),
    Sample("yandex_direct", "spend", "en", "report.csv", """\
Date,Campaign,Ad group,Ad,Impressions,Clicks,Cost (RUB)
2026-03-01,brand,g1,9001,1234,15,1500.50
2026-03-02,brand,g1,9001,10,0,0
Total,,,,1244,15,1500.50
""", _spend("yandex", "RUB", ad_group="g1", creative="9001")),
    Sample("yandex_direct_report", "spend", "en", "report.tsv", """\
"Actual Data (2026-03-01 - 2026-03-02)"
Date\tCampaignId\tCampaignName\tAdGroupName\tAdId\tImpressions\tClicks\tCost
2026-03-01\t100\tbrand\tg1\t9001\t1234\t15\t1500.50
2026-03-02\t100\tbrand\tg1\t9001\t10\t0\t0.00
Total rows: 2
""", _spend("yandex", "RUB", ad_group="g1", creative="9001", extras={"CampaignId": "100"})),
    Sample("vk_ads", "spend", "ru", "vk_ads.xlsx", """\
Дата;ID кампании;Название кампании;Название группы;Название объявления;Показы;Клики;Потрачено всего, ₽
01.03.2026;100;brand;g1;a1;1234;15;1500,50
02.03.2026;100;brand;g1;a1;10;0;0
Итого;;;;;1244;15;1500,50
""", _spend("vk", "RUB", ad_group="g1", creative="a1", extras={"ID кампании": "100"}), format="xlsx"),
    Sample("vk_ads", "spend", "en", "vk_ads.csv", """\
Date,Campaign name,Ad group name,Ad name,Impressions,Clicks,Spent
2026-03-01,brand,g1,a1,1234,15,1500.50
2026-03-02,brand,g1,a1,10,0,0
""", _spend("vk", "RUB", ad_group="g1", creative="a1")),
    Sample("google_ads", "spend", "en", "Campaign report.csv", """\
Campaign report
"March 1, 2026 - March 2, 2026"
Day,Campaign,Campaign ID,Currency code,Impr.,Clicks,Avg. CPC,Cost
2026-03-01,brand,100,EUR,"1,234",15,100.03,"1,500.50"
2026-03-02,brand,100,EUR,10,0,--,0.00
Total: Account,,--,EUR,"1,244",15,100.03,"1,500.50"
Total: Campaigns, --, --,EUR,"1,244",15,100.03,"1,500.50"
""", _spend("google", "EUR", extras={"Campaign ID": "100"})),
    Sample("google_ads", "spend", "ru", "Отчет по кампаниям.csv", """\
Отчет по кампаниям
1 марта 2026 г. – 2 марта 2026 г.
Статус кампании\tКампания\tДень\tКод валюты\tПоказы\tКлики\tСтоимость
Действует\tbrand\t2026-03-01\tEUR\t1\u00a0234\t15\t1\u00a0500,50
Действует\tbrand\t2026-03-02\tEUR\t10\t0\t0,00
Итого: аккаунт\t --\t --\tEUR\t1\u00a0244\t15\t1\u00a0500,50
""", _spend("google", "EUR"), encoding="utf-16"),
    Sample("facebook_ads", "spend", "en", "Campaigns-Mar-1-2026.csv", """\
Campaign name,Ad set name,Ad name,Day,Impressions,Link clicks,Amount spent (USD),Reporting starts,Reporting ends
,,,,1244,15,1500.50,2026-03-01,2026-03-02
brand,s1,a1,2026-03-01,1234,15,1500.50,2026-03-01,2026-03-01
brand,s1,a1,2026-03-02,10,0,0,2026-03-02,2026-03-02
""", _spend("facebook", "USD", ad_group="s1", creative="a1")),
    Sample("facebook_ads", "spend", "ru", "Кампании.csv", """\
Название кампании,Название группы объявлений,Название объявления,Показы,Клики по ссылке,Сумма затрат (RUB),\
Дата начала отчетности,Дата окончания отчетности
brand,s1,a1,1234,15,1500.50,2026-03-01,2026-03-01
brand,s1,a1,10,0,0,2026-03-02,2026-03-02
brand,s1,a1,1244,15,1500.50,2026-03-01,2026-03-31
""", _spend("facebook", "RUB", ad_group="s1", creative="a1"), rejected=1),
    Sample("facebook_ads_without_days", "spend", "en", "KAG_conversion_data.csv", """\
ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,Approved_Conversion
708746,916,103916,30-34,M,15,7350,1,1.429999948,2,1
""", (
        ("spend", {
            "day": day("2017-08-30"), "source": "facebook", "channel": "cpc", "campaign": "916", "ad_group": "103916",
            "creative": "708746", "impressions": 7350, "clicks": 1, "spend": money("1.43"), "currency": "USD",
            "extras": {"age": "30-34", "gender": "M", "interest": "15", "Total_Conversion": "2",
            "Approved_Conversion": "1"},
        }),
    )),
]  # fmt: skip
