"""The advertising of the cast: fourteen campaigns of six sources, and three free flows."""

from __future__ import annotations

from tandem.simulation.company import Creative, Flow


def campaigns_and_free_flows() -> tuple[Flow, ...]:
    """Every flow of requests; the shares add up to one."""
    return (*_yandex(), *_social(), *_classifieds(), *_free())


def _ads(*rows: tuple[str, str, str, float]) -> tuple[Creative, ...]:
    return tuple(Creative(*row) for row in rows)


MEASURING = "Бесплатный замер"
MORTGAGE = "Рассрочка 0% на 12 месяцев"
AUTUMN = "Скидка 25% до конца месяца"
TURNKEY = "Балкон под ключ за 7 дней"
THIRD = "Третье окно в подарок"
BUSINESS = "Смета за один день"


def _yandex() -> tuple[Flow, ...]:
    return (
        Flow(
            "Яндекс Директ",
            "Поиск",
            "Поиск | Пластиковые окна | МСК+МО",
            0.13,
            0.52,
            cost_per_lead=1650,
            click_rate=0.085,
            landing_rate=0.075,
            landing_page="/okna-pvh/",
            products=(8, 1, 1, 0.2),
            creatives=_ads(
                ("Окна цена", "ПВХ_цена_замер", MEASURING, 3),
                ("Окна купить", "ПВХ_рассрочка", MORTGAGE, 2),
                ("Окна в квартиру", "ПВХ_3е_окно", THIRD, 1),
            ),
        ),
        Flow(
            "Яндекс Директ",
            "Поиск",
            "Поиск | Остекление балконов | МСК",
            0.09,
            0.50,
            cost_per_lead=1500,
            click_rate=0.078,
            landing_rate=0.07,
            landing_page="/balkony/",
            products=(1, 9, 0.3, 0.1),
            creatives=_ads(
                ("Остекление балкона", "Балкон_7дней", TURNKEY, 2),
                ("Балкон под ключ", "Балкон_рассрочка", MORTGAGE, 1),
            ),
        ),
        Flow(
            "Яндекс Директ",
            "Поиск",
            "Поиск | Окна для загородного дома | МО",
            0.06,
            0.56,
            cost_per_lead=2100,
            click_rate=0.07,
            landing_rate=0.06,
            landing_page="/zagorodnyj-dom/",
            products=(2, 0.3, 8, 0.2),
            segments=(0, 0, 9, 0.5),
            creatives=_ads(("Панорамные окна", "Дом_панорама", MEASURING, 1), ("Окна в дом", "Дом_сезон", AUTUMN, 1)),
        ),
        Flow(
            "Яндекс Директ",
            "РСЯ",
            "РСЯ | Окна | Автотаргетинг",
            0.11,
            0.41,
            cost_per_lead=820,
            click_rate=0.007,
            landing_rate=0.032,
            landing_page="/okna-pvh/",
            products=(7, 2, 1, 0.2),
            creatives=_ads(
                ("Автотаргетинг", "Баннер_скидка25", AUTUMN, 3),
                ("Автотаргетинг", "Баннер_3е_окно", THIRD, 2),
                ("Интересы ремонт", "Баннер_семья", MEASURING, 1),
            ),
        ),
        Flow(
            "Яндекс Директ",
            "РСЯ",
            "РСЯ | Ретаргетинг | Были на сайте",
            0.05,
            0.58,
            cost_per_lead=950,
            click_rate=0.011,
            landing_rate=0.05,
            landing_page="/akcii/",
            creatives=_ads(
                ("Брошенный расчёт", "Ретарг_досчитай", AUTUMN, 2),
                ("Были в ценах", "Ретарг_рассрочка", MORTGAGE, 1),
            ),
        ),
    )


def _social() -> tuple[Flow, ...]:
    return (
        Flow(
            "VK Реклама",
            "Таргет",
            "VK | Лид-форма | Балкон под ключ",
            0.10,
            0.40,
            700,
            0.012,
            0.06,
            0.0,
            "vk-form-balkon",
            (1, 9, 0.3, 0.1),
            creatives=_ads(
                ("Женщины 30-55 МСК", "Видео_до_после", TURNKEY, 3),
                ("Новосёлы ЖК", "Карусель_балконы", TURNKEY, 2),
                ("Похожие на покупателей", "Фото_лоджия", AUTUMN, 1),
            ),
        ),
        Flow(
            "VK Реклама",
            "Таргет",
            "VK | Трафик | Новостройки",
            0.06,
            0.38,
            760,
            0.010,
            0.035,
            0.04,
            "/novostrojki/",
            segments=(9, 1, 0.3, 0.2),
            creatives=_ads(
                ("ЖК по списку", "Ключи_на_руках", MEASURING, 2),
                ("Чаты дольщиков", "Скидка_соседям", AUTUMN, 1),
            ),
        ),
        Flow(
            "VK Реклама",
            "Таргет",
            "VK | Ретаргет | Калькулятор",
            0.03,
            0.55,
            900,
            0.014,
            0.06,
            0.02,
            "/kalkulyator/",
            creatives=_ads(
                ("Считали окна", "Калькулятор_рассрочка", MORTGAGE, 1),
            ),
        ),
        Flow(
            "Telegram Ads",
            "Посевы",
            "TG | Посевы | Ремонт и дизайн",
            0.05,
            0.42,
            1150,
            0.009,
            0.04,
            0.03,
            "/akcii/",
            creatives=_ads(
                ("Каналы о ремонте", "Пост_замер", MEASURING, 2), ("Районные чаты", "Пост_скидка", AUTUMN, 1)
            ),
            crm_name="ТГ посевы ремонт/дизайн",
        ),
    )


def _classifieds() -> tuple[Flow, ...]:
    return (
        Flow(
            "Авито",
            "Доска объявлений",
            "Авито | Окна ПВХ | Продвижение",
            0.08,
            0.36,
            520,
            0.04,
            0.06,
            0.35,
            "avito-okna",
            (7, 2, 1, 0.2),
            creatives=_ads(("Окна", "Объявление_цена_от", AUTUMN, 2), ("Окна", "Объявление_под_ключ", MEASURING, 1)),
        ),
        Flow(
            "Авито",
            "Доска объявлений",
            "Авито | Балконы и лоджии",
            0.05,
            0.37,
            560,
            0.04,
            0.06,
            0.35,
            "avito-balkony",
            (1, 8, 0.3, 0.1),
            creatives=_ads(
                ("Балконы", "Объявление_балкон_7дней", TURNKEY, 1),
            ),
        ),
        Flow(
            "2ГИС",
            "Карты",
            "2ГИС | Приоритетное размещение",
            0.04,
            0.50,
            1300,
            0.05,
            0.07,
            0.65,
            "2gis",
            creatives=_ads(
                ("Карточка компании", "Карточка_кнопка_позвонить", MEASURING, 1),
            ),
        ),
        Flow(
            "Яндекс Директ",
            "Поиск",
            "Поиск | Офисные перегородки | B2B",
            0.03,
            0.60,
            3400,
            0.06,
            0.045,
            0.10,
            "/biznes/",
            (0.2, 0.1, 0.1, 9),
            (0, 0, 0, 1),
            creatives=_ads(
                ("Перегородки офис", "B2B_смета", BUSINESS, 1),
                ("Цельностеклянные перегородки", "B2B_объект", BUSINESS, 1),
            ),
        ),
        Flow(
            "Рассылка",
            "E-mail",
            "E-mail | База клиентов | Сезонная",
            0.02,
            0.62,
            260,
            0.03,
            0.03,
            0.05,
            "/akcii/",
            creatives=_ads(
                ("База 2+ года", "Письмо_регулировка", AUTUMN, 1),
            ),
        ),
    )


def _free() -> tuple[Flow, ...]:
    return (
        Flow("Сайт", "Органика", "", 0.06, 0.48, landing_page="/", by_phone=0.3),
        Flow("Рекомендация", "Сарафан", "", 0.03, 0.72, by_phone=0.7, landing_page=""),
        Flow("Не определён", "", "", 0.01, 0.40, by_phone=0.9, landing_page=""),
    )
