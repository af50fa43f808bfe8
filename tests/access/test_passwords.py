"""Passwords."""
import pytest

from crm_core.access.passwords import check_password, hash_password, require_good
from crm_core.errors import Invalid


@pytest.mark.parametrize("password", ["lantern-bridge-2041", "胡同里的老槐树下听雨声", "пароль из четырёх слов", "x" * 128, "é" * 100, "a b  c"])
def test_every_script_and_length_counts_whole(password):
    marker = hash_password(password)
    assert check_password(password, marker)
    assert not check_password(password[:-1] + "?", marker)


def test_spaces_around_do_not_count():
    """The sign-in form cuts them off."""
    assert check_password("lantern bridge", hash_password(" lantern bridge "))


@pytest.mark.parametrize("password", ["short", "password1", "qwertyuiop", "12345678", "weiwei123", "Qilu2026", "x" * 129, ""])
def test_weak_ones_are_refused(password):
    with pytest.raises(Invalid):
        require_good(password, ("Lin Wei", "wei@example.com", "Qilu"))


@pytest.mark.parametrize("password", ["velvet anchor comet 88", "胡同里的老槐树下听雨声", "Zt7!kp2-qQ"])
def test_good_ones_are_taken(password):
    require_good(password)
