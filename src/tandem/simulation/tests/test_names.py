import phonenumbers
from phonenumbers import carrier

from tandem.simulation.names import SURNAMES, company_names, full_names, mailbox, phone_digits


def test_surnames_agree_with_given_names():
    men, women = full_names()

    assert all(name.split()[0].endswith(("ов", "ев", "ёв", "ин", "ын")) for name in men)
    assert all(name.split()[0].endswith(("ова", "ева", "ёва", "ина", "ына")) for name in women)
    assert len(set(SURNAMES)) == len(SURNAMES)


def test_phones_are_valid_and_belong_to_no_operator():
    for number in range(0, 20_000_000, 1_234_567):
        phone = phonenumbers.parse("+" + phone_digits(number))

        assert phonenumbers.is_valid_number(phone)
        assert carrier.name_for_number(phone, "en") == ""


def test_phones_do_not_repeat():
    assert len({phone_digits(number) for number in range(0, 20_000_000, 997)}) == len(range(0, 20_000_000, 997))


def test_a_mailbox_is_latin_and_lives_where_nobody_does():
    assert mailbox("Щукина Любовь", 12_034) == "shchukina.lyubov34.12@example.com"
    assert all(mailbox(name, 1).isascii() for name in company_names())
