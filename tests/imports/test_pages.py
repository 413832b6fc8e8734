"""The pages of imports: who may, what an upload shows, and that a bad file leaves nothing behind."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tandem.imports import jobs, queries, shelf, undoing
from tandem.imports.models import Draft, Import, KnownRecord, Status
from tandem.intake.models import Lead
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tests.imports.exports import HEAD, RECIPE, lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_recipe(settings, tmp_path):
    """A data folder with one recipe of the company's own; jobs run when they are asked for."""
    settings.HOME = tmp_path
    (shelf.own_folder() / "little.toml").write_text(RECIPE, encoding="utf-8")


@pytest.fixture
def enqueued(monkeypatch):
    """What was put into the queue, as (job, its arguments)."""
    asked = []
    for name in ("run_import", "undo_import", "try_draft"):
        monkeypatch.setattr(
            type(getattr(jobs, name)),
            "enqueue",
            lambda job, *args, **kwargs: asked.append((job.name, args)),
        )
    return asked


def person(role: str):
    return get_user_model().objects.create_user(f"the_{role}", name=role, role=role)


@pytest.fixture
def head(client):
    """The browser of the head of sales."""
    client.force_login(person("sales_head"))
    return client


def upload(browser, *files: tuple[str, bytes], **fields):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(reverse("import_drafts"), {"uploads": uploads, "recipe": "little", **fields})


LEADS = "\n".join([HEAD, lead(1), lead(2, stage="Thinking"), lead(3)]).encode()


def text_of(answer) -> str:
    return str(answer.content.decode())


def addresses(run: Import, draft: Draft) -> list[tuple[str, str]]:
    file = run.files.get()
    return [
        ("get", reverse("imports")),
        ("get", reverse("import_new")),
        ("post", reverse("import_drafts")),
        ("get", reverse("import_draft", args=[draft.pk])),
        *(
            ("post", reverse(f"import_draft_{name}", args=[draft.pk]))
            for name in ("recipe", "mapping", "text", "shelving", "removal", "start")
        ),
        ("get", reverse("import_recipes")),
        ("get", reverse("import_recipe", args=["little"])),
        ("get", reverse("import", args=[run.pk])),
        ("post", reverse("import_run", args=[run.pk])),
        ("post", reverse("import_stop", args=[run.pk])),
        ("get", reverse("import_undoing", args=[run.pk])),
        ("post", reverse("import_undoing", args=[run.pk])),
        ("get", reverse("import_rejected", args=[run.pk, file.pk])),
    ]


@pytest.fixture
def started(head, enqueued):
    """An import that was uploaded, started and run, and a draft beside it."""
    upload(head, ("leads.csv", LEADS))
    head.post(reverse("import_draft_start", args=[Draft.objects.get().pk]))
    run = Import.objects.get()
    jobs.run_import.func(run.pk)
    upload(head, ("leads.csv", LEADS))
    return run, Draft.objects.get()


@pytest.mark.parametrize("role", [role for role in Role if not role.imports_data])
def test_and_the_seller_no_page_of_imports_is_theirs(client, started, role):
    client.force_login(person(role.value))

    for method, address in addresses(*started):
        assert getattr(client, method)(address).status_code == 403, address
    assert "/imports/" not in text_of(client.get("/profile/"))
    assert Draft.objects.count() == 1


def test_without_sign_in_every_page_leads_to_the_door(client, started):
    client.logout()

    for method, address in addresses(*started):
        assert getattr(client, method)(address)["Location"].startswith("/account/login/"), address


def test_an_upload_without_the_token_is_refused(started, django_user_model):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(django_user_model.objects.get(username="the_sales_head"))

    assert upload(strict, ("leads.csv", LEADS)).status_code == 403


def test_from_upload_to_report(head, enqueued, settings):
    answer = upload(head, ("leads.csv", LEADS))
    draft = Draft.objects.get()
    assert answer["Location"] == reverse("import_draft", args=[draft.pk])
    assert enqueued == [("try_draft", (draft.pk,))]
    assert 'hx-trigger="every 1s"' in text_of(head.get(answer["Location"]))

    jobs.try_draft.func(draft.pk)
    page = text_of(head.get(answer["Location"]))
    assert "Thinking" in page
    assert "Начать импорт" in page
    assert Lead.objects.count() == 0

    answer = head.post(reverse("import_draft_start", args=[draft.pk]))
    run = Import.objects.get()
    assert answer["Location"] == reverse("import", args=[run.pk])
    assert enqueued[-1] == ("run_import", (run.pk,))
    assert "Как идёт импорт?" in text_of(head.get(answer["Location"]))

    jobs.run_import.func(run.pk)
    jobs.run_import.func(run.pk)
    page = text_of(head.get(answer["Location"]))
    assert "Что дал импорт?" in page
    assert "Этого значения нет" in page
    assert Lead.objects.count() == 2

    (address,) = re.findall(r'href="([^"]*rejected\.csv)"', page)
    rejected = b"".join(head.get(address).streaming_content).decode("utf-8-sig")
    assert rejected.count("\n") == 2

    mended = rejected.replace("Thinking", "New").encode("utf-8-sig")
    upload(head, ("leads-rejected.csv", mended), recipe="", as_import=run.pk)
    head.post(reverse("import_draft_start", args=[Draft.objects.get().pk]))
    jobs.run_import.func(Import.objects.latest("pk").pk)
    assert Lead.objects.count() == 3
    assert verify().clean


def test_an_undo_asks_first_and_then_takes_everything_back(head, started, enqueued):
    run, _draft = started
    address = reverse("import_undoing", args=[run.pk])

    assert "останутся в журнале" in text_of(head.get(address))
    assert Lead.objects.count() == 2
    head.post(address)
    run.refresh_from_db()
    assert run.status == Status.UNDOING
    job, arguments = enqueued[-1]
    assert job == "undo_import"
    jobs.undo_import.func(*arguments)
    jobs.undo_import.func(*arguments)

    run.refresh_from_db()
    assert run.status == Status.UNDONE
    assert Lead.objects.count() == 0
    assert verify().clean


def test_before_an_undo_the_page_says_what_other_imports_only_saw_again(head, started, enqueued):
    run, draft = started
    address = reverse("import_undoing", args=[run.pk])
    head.cookies["django_language"] = "en"
    assert "came again" not in text_of(head.get(address))

    head.post(reverse("import_draft_start", args=[draft.pk]))
    again = Import.objects.exclude(pk=run.pk).get()
    jobs.run_import.func(again.pk)

    seen, others = queries.seen_by_others(run)
    assert (seen, others) == (KnownRecord.objects.filter(batch_id=run.pk).exclude(digest="").count(), [again.pk])
    said = text_of(head.get(address))
    assert f"<b>{seen}</b> of its records came again, unchanged, with other imports (no. {again.pk})" in said
    assert queries.seen_by_others(again) == (0, [])
    undoing.undo(import_id=again.pk, by_id=None, now=timezone.now())
    assert queries.seen_by_others(run) == (0, [])


def test_rejected_rows_of_others_are_hidden_from_an_analyst_and_ones_own_are_not(client, started):
    run, _ = started
    analyst = person("analyst")
    client.force_login(analyst)
    page, rows = reverse("import", args=[run.pk]), reverse("import_rejected", args=[run.pk, run.files.get().pk])

    assert "Thinking" not in text_of(client.get(page))
    assert client.get(rows).status_code == 403
    Import.objects.filter(pk=run.pk).update(started_by=analyst)
    assert "Thinking" in text_of(client.get(page))
    assert b"Thinking" in b"".join(client.get(rows).streaming_content)


def test_page_two_of_an_empty_list_is_the_empty_list(head):
    for address in (reverse("imports"), reverse("leads")):
        for page in ("2", "0", "-1", "x", "9" * 30):
            assert head.get(address, {"page": page}).status_code == 200, (address, page)


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leads.csv", b"", "Файл пуст"),
        ("leads.xlsx", zip_bomb(), "Это не обычная книга|распак|раз больше|сжат"),
        ("leads.csv", b"Colour,Weight\nred,5\n", "не похож ни на одну таблицу"),
        ("leads.pdf", b"%PDF-1.7 something", "Это файл PDF"),
        ("leads.csv", b"\xff\xfe\x00\x01\x02broken\x00\x81", "."),
    ],
    ids=["empty", "zip bomb", "wrong headers", "pdf", "no text"],
)
def test_a_bad_file_gives_its_sentence_and_keeps_nothing(head, enqueued, settings, name, content, sentence):
    answer = upload(head, (name, content))

    assert answer.status_code == 422
    (said,) = re.findall(r'role="alert">(.*?)</div>', text_of(answer), re.S)
    assert re.search(sentence, said)
    assert not Draft.objects.exists()
    assert not enqueued
    assert list((Path(settings.HOME) / "imports").rglob("*.*")) == []


def test_an_upload_over_the_limit_is_refused_before_it_is_read(head):
    answer = head.generic(
        "POST",
        reverse("import_drafts"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(5 * 1024**3),
    )

    assert answer.status_code == 413
    assert "2 ГБ" in text_of(answer)


UNKNOWN = "Заявка №;Поступила;Клиент;Телефон;Источник\n" + "".join(
    f"Z-{number};{number:02d}.10.2026 10:00;Иванов {number};+7916000000{number};Директ\n" for number in range(1, 6)
)


def test_a_file_nobody_knows_is_mapped_by_hand_and_its_recipe_kept(head, enqueued):
    upload(head, ("crm.csv", UNKNOWN.encode("cp1251")), recipe="")
    draft = Draft.objects.get()
    assert draft.guessed
    address = reverse("import_draft", args=[draft.pk])
    file = draft.files.get()
    # First what the rows are, then which column is what.
    mapping = reverse("import_draft_mapping", args=[draft.pk])
    head.post(mapping, {f"kind-{file.pk}": "lead"})
    columns = dict(enumerate(["id", "created_at", "client_name", "phone", "source"]))
    head.post(
        mapping,
        {f"kind-{file.pk}": "lead"} | {f"column-{file.pk}-{number}": field for number, field in columns.items()},
    )
    jobs.try_draft.func(draft.pk)
    draft.refresh_from_db()
    assert draft.refusal_ru == ""
    assert [file["new"] for file in draft.trial or []] == [5]
    assert 'value="created_at" selected' in text_of(head.get(address))

    head.post(reverse("import_draft_shelving", args=[draft.pk]), {"name": "our_crm"})
    assert "our_crm" in shelf.shelved()[0]
    upload(head, ("crm.csv", UNKNOWN.encode("cp1251")), recipe="")
    assert not Draft.objects.latest("pk").guessed


@pytest.mark.parametrize("name", ["../outside", "a b", "", "little", "x.toml"])
def test_a_recipe_is_kept_only_under_a_plain_and_free_name(head, enqueued, settings, name):
    upload(head, ("crm.csv", UNKNOWN.encode("cp1251")), recipe="")

    head.post(reverse("import_draft_shelving", args=[Draft.objects.get().pk]), {"name": name})

    assert [path.name for path in Path(settings.HOME).rglob("*.toml")] == ["little.toml"]


def test_mistakes_in_a_written_recipe_stand_beside_it(head, enqueued):
    upload(head, ("crm.csv", UNKNOWN.encode("cp1251")), recipe="")
    draft = Draft.objects.get()

    answer = head.post(reverse("import_draft_text", args=[draft.pk]), {"text": '[recipe]\nname = "x"\ncolour = 1\n'})

    assert answer.status_code == 422
    assert "errorlist" in text_of(answer)
    assert "colour" in text_of(answer)


def test_a_recipe_from_outside_the_shelf_is_not_read(head, enqueued, tmp_path):
    (tmp_path / "secret.toml").write_text(RECIPE)

    answer = upload(head, ("leads.csv", LEADS), recipe=str(tmp_path / "secret.toml"))

    assert answer.status_code in (403, 422)
    assert not Draft.objects.exists()


def test_somebody_elses_draft_is_not_shown(client, started):
    client.force_login(person("owner"))

    assert client.get(reverse("import_draft", args=[started[1].pk])).status_code == 404


def test_a_broken_recipe_of_ones_own_is_named_and_hides_no_other(head):
    (shelf.own_folder() / "broken.toml").write_text("[recipe]\nname = ")

    page = text_of(head.get(reverse("import_recipes")))

    assert "broken" in page
    assert "little" in page
    assert head.get(reverse("import_recipe", args=["broken"])).status_code == 200
    assert head.get(reverse("import_recipe", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_empty_list_teaches(head, language):
    head.cookies["django_language"] = language

    assert {"ru": "Пока ничего", "en": "Nothing has been"}[language] in text_of(head.get(reverse("imports")))


def test_discarding_throws_the_files_away(head, enqueued, settings, django_capture_on_commit_callbacks):
    upload(head, ("leads.csv", LEADS))
    with django_capture_on_commit_callbacks(execute=True):
        head.post(reverse("import_draft_removal", args=[Draft.objects.get().pk]))

    assert not Draft.objects.exists()
    assert list((Path(settings.HOME) / "imports").rglob("*.csv")) == []
