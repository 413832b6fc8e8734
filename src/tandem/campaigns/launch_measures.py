"""Numbers of launches: started without a notice, announced in time, read how fast."""

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Quantile, Rate, Total, Unit
from tandem.people.rules import Department

_MARKETING = Department.MARKETING

LAUNCH_MEASURES = (
    Measure(
        key="launches_started",
        name=Text(ru="Запуски", en="Launches"),
        question=Text(ru="Сколько кампаний и акций запустили?", en="How many campaigns and promos were started?"),
        definition=Text(
            ru="Запуски, которые клиенты увидели в дни периода, с памяткой для продаж и без неё.",
            en="Launches that clients first saw in the period, whether sales had been told or not.",
        ),
        unit=Unit.COUNT,
        value=Total("launches", day="launched_on"),
        owner=_MARKETING,
    ),
    Measure(
        key="launches_untold",
        name=Text(ru="Запуски без памятки", en="Launches without a notice"),
        question=Text(ru="О скольких запусках продажи не предупредили?", en="Of how many launches was sales not told?"),
        definition=Text(
            ru="Запуски периода, до которых памятку менеджерам не отправили. Отправленная после старта не считается.",
            en="Launches of the period before which no notice was sent to sellers. One sent after the start does not "
            "count.",
        ),
        unit=Unit.COUNT,
        value=Total("launches", day="launched_on", where="announced_at IS NULL OR announced_at >= launched_at"),
        better=Better.DOWN,
        owner=_MARKETING,
    ),
    Measure(
        key="launches_judged",
        name=Text(ru="Запуски под обязательством", en="Launches under the promise"),
        question=Text(ru="О скольких запусках обещали предупредить?", en="Of how many launches was notice promised?"),
        definition=Text(
            ru="Запуски периода, в день которых действовал регламент с обязательством предупреждать о запуске заранее.",
            en="Launches of the period on whose day the agreement promised notice beforehand.",
        ),
        unit=Unit.COUNT,
        value=Total("launches", day="launched_on", where="in_time IS NOT NULL"),
        owner=_MARKETING,
    ),
    Measure(
        key="launches_in_time",
        name=Text(ru="Запуски, объявленные вовремя", en="Launches announced in time"),
        question=Text(ru="О скольких запусках предупредили вовремя?", en="Which launches were announced in time?"),
        definition=Text(
            ru="Запуски периода, о которых менеджерам сказали не позже, чем обещано в регламенте того дня.",
            en="Launches of the period that sellers were told of as early as the agreement of that day promised.",
        ),
        unit=Unit.COUNT,
        value=Total("launches", day="launched_on", where="in_time IS NOT NULL AND in_time"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="launches_in_time_share",
        name=Text(ru="Доля запусков, объявленных вовремя", en="Share of launches announced in time"),
        question=Text(ru="Держит ли маркетинг слово о запусках?", en="Does marketing keep its word on launches?"),
        definition=Text(
            ru="Объявленные вовремя, делённые на запуски, о которых регламент их дня обещал предупредить заранее.",
            en="Those announced in time divided by the launches of which the agreement of their day promised notice.",
        ),
        unit=Unit.SHARE,
        value=Rate("launches_in_time", "launches_judged"),
        better=Better.UP,
        owner=_MARKETING,
    ),
    Measure(
        key="notice_read_time",
        name=Text(ru="От памятки до прочтения, медиана", en="From notice to reading, median"),
        question=Text(ru="Как быстро менеджеры читают памятки о запусках?", en="How fast do sellers read notices?"),
        definition=Text(
            ru="Половина менеджеров прочитала быстрее. Считаются памятки, отправленные в дни периода, и те, кто в эту "
            "минуту был на смене; кто ещё не прочитал, посчитан рядом.",
            en="Half of the sellers read it sooner. Counted are notices sent in the period and those who were at work "
            "that minute; whoever has not read it yet is counted beside.",
        ),
        unit=Unit.SECONDS,
        value=Quantile(
            "launch_readings", day="given_on", expression="date_diff('second', given_at, read_at)", q=0.5,
            where="on_shift", open="read_at IS NULL",
        ),
        better=Better.DOWN,
        owner=Department.SALES,
    ),
)  # fmt: skip
