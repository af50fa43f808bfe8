"""What an answer quotes is cut from what is shown."""
import pytest

from crm_core.mailbox.quoting import shown

NEW = "The blue one.\nThanks"
OLD = "Which one?"


@pytest.mark.parametrize("quotation", [
    f"On Mon, 3 Nov 2025 at 10:00, He Yan <yan@example.com> wrote:\n> {OLD}",
    f"On Mon, 3 Nov 2025 at 10:00, He Yan\n<yan@example.com> wrote:\n\n> {OLD}",
    f"Am 03.11.25 um 10:00 schrieb He Yan:\n> {OLD}",
    f"在 2025年11月3日 10:00，He Yan <yan@example.com> 写道：\n{OLD}",
    f"于2025年11月3日周一 10:00写道：\n> {OLD}",
    f"-----Original Message-----\nFrom: He Yan\nSent: Monday\n\n{OLD}",
    f"------------------ 原始邮件 ------------------\n发件人: \"He Yan\";\n发送时间: 2025年11月3日\n\n{OLD}",
    f"________________________________\nFrom: He Yan <yan@example.com>\nSent: Monday, November 3\nTo: Li\nSubject: Pump\n\n{OLD}",
    f"发件人： He Yan\n发送时间： 2025-11-03 10:00\n收件人： li\n主题： Pump\n\n{OLD}",
    f"> {OLD}\n> more",
])  # fmt: skip
def test_only_the_new_words_are_shown(quotation):
    assert shown(f"{NEW}\n\n{quotation}\n") == NEW


def test_an_answer_below_the_quotation_is_shown():
    assert shown(f"On Mon, He Yan wrote:\n> {OLD}\n\n{NEW}\n") == NEW


@pytest.mark.parametrize("text", [
    NEW, "", "I wrote: see below\nand more", f"> {OLD}\nThe blue one.\n> And when?\nTomorrow.", "From: here to there it leaks.\nAlways.",
    f"-----Original Message-----\n{OLD}", "On the pump it says 5.\nWe wrote that down.",
])  # fmt: skip
def test_where_it_is_not_sure_it_leaves_everything(text):
    assert shown(text) == text.strip()
