"""Finds the likely duplicates among described clients: Splink's model on DuckDB.

Works on tables of one DuckDB connection and knows neither Django nor where clients come from: the product, the tests
on public data and the benchmark all run this same code.
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients.likeness import Level, Scheme, Trait

#: Fewer clients teach the model nothing: it stays with the numbers it starts from.
FEWEST_TO_LEARN = 1_000
#: So many pairs must meet a condition before the model learns from them.
_PAIRS_TO_LEARN = 300
_SAMPLED_PAIRS = 1_000_000
_SEED = 1

type Told = Callable[[str], None]


class SearchNeedsSplink(Refusal):
    """The library that compares clients is not installed."""


@dataclass(frozen=True, slots=True)
class Described:
    """A client as the search reads it; lists may be empty and texts absent.

    ``family`` and ``given`` are told only where the source tells them apart; otherwise ``words`` are the name.
    """

    client_id: int
    words: Sequence[str] = ()
    family: str | None = None
    given: str | None = None
    patronymic: str | None = None
    phones: Sequence[str] = ()
    mails: Sequence[str] = ()
    inns: Sequence[str] = ()
    city: str | None = None
    #: What only some schemes compare, by column.
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one trait of a pair came out, and what that weighs in bits: above zero speaks for one client."""

    trait: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Likely:
    """Two clients that may be one: ``weight`` in bits, ``probability`` from 0 to 1, and why."""

    one: int
    other: int
    weight: float
    probability: float
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What a search compared by: the chance of each level among duplicates and among strangers."""

    learnt: bool
    #: How likely two clients taken at random are one.
    prior: float
    #: trait → level → (m, u).
    traits: dict[str, dict[str, tuple[float, float]]]


@dataclass(slots=True)
class Search:
    """One search over the clients put into ``raw``."""

    connection: duckdb.DuckDBPyConnection
    scheme: Scheme
    told: Told = field(default=lambda step: None)
    model: Model | None = None
    #: Pairs compared, and keys of comparison that so many clients share that they were left out.
    compared: int = 0
    keys_left_out: int = 0

    def take(self, batches: Iterable[Sequence[Described]]) -> None:
        """Put clients into the search, a batch at a time."""
        more = "".join(f", {column} VARCHAR" for column in self.scheme.more)
        self.connection.execute(
            "CREATE OR REPLACE TABLE raw (client_id BIGINT, words VARCHAR[], family VARCHAR, given VARCHAR, "
            f"patronymic VARCHAR, phones VARCHAR[], mails VARCHAR[], inns VARCHAR[], city VARCHAR{more})"
        )
        for batch in batches:
            self.connection.register("batch", _arrow(batch, self.scheme.more))
            self.connection.execute("INSERT INTO raw BY NAME SELECT * FROM batch")
            self.connection.unregister("batch")

    def find(self, *, least: float) -> Iterator[list[Likely]]:
        """Pairs that are one client at least this probably, the likeliest first. Refuses by ``SearchNeedsSplink``."""
        splink = _splink()
        self.told("describe")
        self._describe()
        (count,) = self.connection.execute("SELECT count(*) FROM described").fetchall()[0]
        self.told("meet")
        sure = self._meet()
        if not self.compared:
            return
        pairs = count * (count - 1) / 2
        # After the exact matching of intake few duplicates are left that agree wholly: at least one in a hundred.
        prior = min(0.05, max(sure / self.scheme.sure_recall, 0.01 * count) / pairs)
        self.told("learn")
        self.model = self._learn(splink, count, prior)
        self.told("compare")
        yield from self._compare(splink, self.model, least)

    # What is known of each client, in the columns that traits compare

    def _describe(self) -> None:
        run = self.connection.execute
        for column in ("phones", "mails", "inns"):
            run(
                f"CREATE OR REPLACE TABLE own_{column} AS "
                f"WITH each_one AS (SELECT DISTINCT client_id, unnest({column}) AS value FROM raw), "
                "shared AS (SELECT value, count(*) AS clients FROM each_one GROUP BY value) "
                f"SELECT client_id, list(value ORDER BY value) FILTER (clients <= {self.scheme.own}) AS own, "
                f"list(value ORDER BY value) FILTER (clients > {self.scheme.own}) AS shared "
                "FROM each_one JOIN shared USING (value) GROUP BY client_id"
            )
        run(
            "CREATE OR REPLACE TABLE named AS "
            "WITH word AS (SELECT DISTINCT client_id, unnest(words) AS word FROM raw), "
            "known AS (SELECT word, count(*) AS clients FROM word GROUP BY word) "
            # The rarer word is the family name, an initial never is.
            "SELECT client_id, list(word ORDER BY length(word) = 1, clients, word) AS ordered "
            "FROM word JOIN known USING (word) GROUP BY client_id"
        )
        company = self.scheme.name == "company"
        family = "ordered[1]" if company else "CASE WHEN len(ordered) > 1 THEN ordered[1] END"
        given = "NULL" if company else "ordered[-1]"
        name_key = "list_aggregate(list_sort(ordered), 'string_agg', ' ')" if company else (
            "CASE WHEN family IS NULL THEN NULL ELSE least(family, given) || ' ' || greatest(family, given) END"
        )  # fmt: skip
        more = "".join(f", nullif(r.{column}, '') AS {column}" for column in self.scheme.more)
        run(
            "CREATE OR REPLACE TABLE described AS WITH roles AS ("
            f"SELECT r.client_id, ordered AS words, coalesce(r.family, {family}) AS family, "
            f"coalesce(r.given, CASE WHEN r.family IS NULL THEN {given} END) AS given, "
            "nullif(r.patronymic, '') AS patronymic, nullif(r.city, '') AS city, "
            "coalesce(p.own, []) AS phones, coalesce(p.shared, []) AS offices, "
            "coalesce(m.own, []) AS mails, coalesce(m.shared, []) AS shared_mails, "
            f"list_concat(coalesce(i.own, []), coalesce(i.shared, [])) AS inns{more}, ordered "
            "FROM raw r LEFT JOIN named USING (client_id) LEFT JOIN own_phones p USING (client_id) "
            "LEFT JOIN own_mails m USING (client_id) LEFT JOIN own_inns i USING (client_id)) "
            f"SELECT * EXCLUDE (ordered), {name_key} AS name_key, phones[1] AS phone, mails[1] AS mail, "
            "split_part(mails[1], '@', 1) AS mail_local FROM roles"
        )

    # Who is compared with whom

    def _meet(self) -> int:
        """Fill ``candidates`` with the pairs that share a key; return how many of them share a sure one."""
        run = self.connection.execute
        run("CREATE OR REPLACE TABLE keys (key UTINYINT, value UBIGINT, client_id BIGINT)")
        self.keys_left_out = 0
        for number, key in enumerate(self.scheme.keys):
            (type_,) = run(f"SELECT any_value(typeof({key.sql})) FROM described").fetchall()[0]
            value = f"unnest({key.sql})" if (type_ or "").endswith("[]") else key.sql
            run(
                "CREATE OR REPLACE TEMP TABLE valued AS SELECT DISTINCT client_id, hash(value) AS value "
                f"FROM (SELECT client_id, {value} AS value FROM described) WHERE value IS NOT NULL AND value <> ''"
            )
            run(
                "CREATE OR REPLACE TEMP TABLE shared AS SELECT value, count(*) AS clients FROM valued "
                "GROUP BY value HAVING count(*) > 1"
            )
            run(
                f"INSERT INTO keys SELECT {number}, value, client_id FROM valued "
                f"WHERE value IN (SELECT value FROM shared WHERE clients <= {key.most})"
            )
            self.keys_left_out += run(f"SELECT count(*) FROM shared WHERE clients > {key.most}").fetchall()[0][0]
        run("DROP TABLE IF EXISTS valued")
        run(
            "CREATE OR REPLACE TABLE candidates AS SELECT '0' AS match_key, l.client_id AS join_key_l, "
            "r.client_id AS join_key_r, min(l.key) AS key FROM keys l JOIN keys r "
            "ON l.key = r.key AND l.value = r.value AND l.client_id < r.client_id GROUP BY ALL"
        )
        (self.compared,) = run("SELECT count(*) FROM candidates").fetchall()[0]
        sure = [str(number) for number, key in enumerate(self.scheme.keys) if key.sure] or ["255"]
        found: int = run(
            "SELECT count(*) FROM (SELECT DISTINCT l.client_id, r.client_id FROM keys l JOIN keys r "
            f"ON l.key = r.key AND l.value = r.value AND l.client_id < r.client_id WHERE l.key IN ({', '.join(sure)}))"
        ).fetchall()[0][0]
        run("DROP TABLE keys")
        return found

    # What agreement is worth

    def _learn(self, splink: Any, count: int, prior: float) -> Model:
        fixed = {
            trait.key: {level.key: (level.m, _u(level, level.m, level.u, prior)) for level in trait.levels}
            for trait in self.scheme.traits
        }
        if count < FEWEST_TO_LEARN:
            return Model(False, prior, fixed)
        linker = self._linker(splink, Model(True, prior, fixed))
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_SAMPLED_PAIRS, seed=_SEED, min_count_per_level=None, num_chunks=1
        )
        for rule in self.scheme.learn_from:
            sample = f"SELECT 1 FROM described l JOIN described r ON {rule} AND l.client_id < r.client_id LIMIT "
            enough = self.connection.execute(f"SELECT count(*) FROM ({sample}{_PAIRS_TO_LEARN})").fetchall()[0][0]
            if enough == _PAIRS_TO_LEARN:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    rule, fix_probability_two_random_records_match=False, max_pairs=_SAMPLED_PAIRS
                )
        return Model(True, prior, _sane(fixed, linker.misc.save_model_to_json(), self.scheme.traits, prior))

    # The comparison itself

    def _compare(self, splink: Any, model: Model, least: float) -> Iterator[list[Likely]]:
        linker = self._linker(splink, model)
        linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register("candidates"))
        found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
        keys = [trait.key for trait in self.scheme.traits]
        table = found.physical_name
        columns = {row[0] for row in self.connection.execute(f"DESCRIBE {table}").fetchall()}
        weights = [f"mw_{key}" + (f" + mw_tf_adj_{key}" if f"mw_tf_adj_{key}" in columns else "") for key in keys]
        cursor = self.connection.execute(
            f"SELECT client_id_l, client_id_r, match_weight, match_probability, "
            f"{', '.join(f'gamma_{key}' for key in keys)}, {', '.join(weights)} FROM {table} "
            "ORDER BY match_weight DESC, client_id_l, client_id_r"
        )
        while rows := cursor.fetchmany(10_000):
            yield [self._likely(row) for row in rows]

    def _likely(self, row: tuple[Any, ...]) -> Likely:
        one, other, weight, probability = row[:4]
        count = len(self.scheme.traits)
        outcomes = [
            Outcome(trait.key, trait.levels[len(trait.levels) - 1 - gamma].key, round(bits, 2))
            for trait, gamma, bits in zip(self.scheme.traits, row[4 : 4 + count], row[4 + count :], strict=True)
            if gamma >= 0
        ]
        return Likely(min(one, other), max(one, other), weight, probability, tuple(outcomes))

    def _linker(self, splink: Any, model: Model) -> Any:
        settings = splink.SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="client_id",
            # Candidates are found by `_meet`, which bounds how many share a key; Splink insists on a rule.
            blocking_rules_to_generate_predictions=[
                {"blocking_rule": "l.client_id = r.client_id", "sql_dialect": "duckdb"}
            ],
            comparisons=[_with(trait, model) for trait in self.scheme.traits],
            probability_two_random_records_match=model.prior,
            max_iterations=12,
            # The levels come with them, which say why.
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
        )
        api = splink.DuckDBAPI(connection=self.connection)
        return splink.Linker(api.register("described"), settings, log_level=logging.ERROR)


def _splink() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import splink
    except ImportError:
        raise SearchNeedsSplink(NO_SPLINK) from None
    return splink


NO_SPLINK = Text(
    ru="Для поиска дублей нужна библиотека splink. Установите Tandem с ней: pip install 'tandem[duplicates]' — "
    "и запустите поиск снова. Всё остальное работает и без неё.",
    en="The search for duplicates needs the library splink. Install Tandem with it: pip install 'tandem[duplicates]', "
    "and start the search again. Everything else works without it.",
)


def _arrow(batch: Sequence[Described], more: Sequence[str]) -> pa.Table:
    texts, lists = pa.string(), pa.list_(pa.string())
    types = {
        "client_id": pa.int64(), "words": lists, "family": texts, "given": texts, "patronymic": texts,
        "phones": lists, "mails": lists, "inns": lists, "city": texts,
    }  # fmt: skip
    said = {name: pa.array([getattr(each, name) for each in batch], type=of) for name, of in types.items()}
    said |= {name: pa.array([each.more.get(name) for each in batch], type=texts) for name in more}
    return pa.table(said)


def _with(trait: Trait, model: Model) -> dict[str, Any]:
    """A trait's comparison with the chances of a model; how frequent a value is, a few clients do not tell."""
    chances = model.traits[trait.key]
    levels = tuple(
        replace(each, m=chances[each.key][0], u=chances[each.key][1], tf=each.tf if model.learnt else None)
        for each in trait.levels
    )
    return Trait(trait.key, trait.absent, levels).comparison()


def _u(level: Level, m: float, u: float, prior: float) -> float:
    """The chance of a level among strangers."""
    if level.alone is None:
        return u
    return m * prior / (1 - prior) * (1 - level.alone) / level.alone


def _sane(
    fixed: dict[str, dict[str, tuple[float, float]]], learnt: dict[str, Any], traits: Sequence[Trait], prior: float
) -> dict[str, dict[str, tuple[float, float]]]:
    """The chances that were learnt, where they make sense: a fuller agreement never weighs less than a lesser one."""
    found = {}
    for trait, said in zip(traits, learnt["comparisons"], strict=True):
        if not trait.learns:
            found[trait.key] = fixed[trait.key]
            continue
        levels = {each["label_for_charts"]: each for each in said["comparison_levels"]}
        chances = {}
        for level in trait.levels:
            m, u = (levels[level.key].get(name) for name in ("m_probability", "u_probability"))
            m = level.m if level.fixed or not m else max(m, 1e-4)
            chances[level.key] = (m, _u(level, m, max(u or level.u, 1e-9), prior))
        weights = [math.log2(m / u) for m, u in chances.values()]
        if all(weight >= below - 1 for weight, below in pairwise(weights)):
            found[trait.key] = chances
        else:
            found[trait.key] = {
                level.key: (level.m, _u(level, level.m, chances[level.key][1], prior)) for level in trait.levels
            }
    return found
