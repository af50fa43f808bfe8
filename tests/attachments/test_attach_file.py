"""Files on customers."""
import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from crm_core import clock, settings
from crm_core.access.rights import Scope
from crm_core.attachments.commands import attach_file, remove_file, restore_file
from crm_core.attachments.queries import stored_file
from crm_core.attachments.sniffing import content_type
from crm_core.customers.queries import customer_page
from crm_core.errors import Forbidden, Invalid, NotFound
from crm_core.jobs import schedule
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.schemas import DealNew
from crm_core.run import act, ask
from db.engine import data_dir
from db.models import Attachment
from tests.customers.making import events, make, row
from tests.tickets.making import make as make_ticket

PDF = b"%PDF-1.7 a quotation"


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def attach(actor, key, name="Quotation.pdf", content=PDF) -> int:
    return act(actor, attach_file, name, content, customer_id=key)


def test_the_bytes_go_thirty_days_after_it_was_taken_off(db, cast):
    key = make(cast.wei)
    kept, removed = attach(cast.wei, key, "Kept.pdf"), attach(cast.wei, key, "Removed.pdf")
    places = [ask(cast.wei, stored_file, one).path for one in (kept, removed)]
    act(cast.wei, remove_file, removed)
    clock.set_now(clock.now() + timedelta(days=29))
    schedule.left_files()
    assert [place.is_file() for place in places] == [True, True]
    clock.set_now(clock.now() + timedelta(days=2))
    schedule.left_files()
    assert [place.is_file() for place in places] == [True, False]
    with pytest.raises(NotFound):
        act(cast.wei, restore_file, removed)
    assert "file.removed" in [event.kind for event in events(key)]


def test_it_is_kept_and_read_back(db, cast):
    key = make(cast.wei)
    file = ask(cast.wei, stored_file, attach(cast.wei, key))
    assert (file.name, file.content_type, file.path.read_bytes()) == ("Quotation.pdf", "application/pdf", PDF)
    assert [f.name for f in ask(cast.wei, customer_page, key).files] == ["Quotation.pdf"]


def test_its_name_cannot_leave_the_folder(db, cast):
    made = row(Attachment, attach(cast.wei, make(cast.wei), "../../etc/C:\\boot\\evil\x00.pdf"))
    assert made.name == "evil.pdf"
    assert (data_dir() / "attachments" / made.stored_as).is_file()


@pytest.mark.parametrize("who", ["min", "omar", "walter", "ada"])
def test_only_who_may_see_the_customer_reads_it(db, cast, who):
    key = attach(cast.wei, make(cast.wei))
    with pytest.raises((NotFound, Forbidden)):
        ask(getattr(cast, who), stored_file, key)


def test_service_reads_but_does_not_attach(db, cast):
    key = make(cast.wei)
    file = attach(cast.wei, key)
    deal = act(cast.wei, create_deal, DealNew(name="Line 3", customer_id=key, value=5_000_00))
    assert ask(cast.yan, stored_file, file).name == "Quotation.pdf"
    for subject in ({"customer_id": key}, {"deal_id": deal}):
        with pytest.raises(Forbidden):
            act(cast.yan, attach_file, "Quotation.pdf", PDF, **subject)
    with pytest.raises(NotFound):
        act(cast.yan, remove_file, file)


def test_service_attaches_to_tickets(db, cast):
    file = act(cast.yan, attach_file, "Quotation.pdf", PDF, ticket_id=make_ticket(cast.yan))
    act(cast.yan, remove_file, file)
    act(cast.yan, restore_file, file)
    assert ask(cast.yan, stored_file, file)


def test_who_only_has_deals_attaches_to_them_and_not_to_customers(db, cast):
    key = make(cast.wei)
    deal = act(cast.wei, create_deal, DealNew(name="Line 3", customer_id=key, value=5_000_00))
    only_deals = replace(cast.wei, rights={"deals:view": Scope.OWN, "deals:edit": Scope.OWN})
    assert act(only_deals, attach_file, "Quotation.pdf", PDF, deal_id=deal)
    with pytest.raises(Forbidden):
        act(only_deals, attach_file, "Quotation.pdf", PDF, customer_id=key)


def test_nobody_attaches_to_anothers_customer(db, cast):
    with pytest.raises(NotFound):
        attach(cast.omar, make(cast.wei))


def test_taking_off_can_be_taken_back(db, cast):
    key = attach(cast.wei, make(cast.wei))
    act(cast.wei, remove_file, key)
    with pytest.raises(NotFound):
        ask(cast.wei, stored_file, key)
    with pytest.raises(NotFound):
        act(cast.omar, restore_file, key)
    act(cast.wei, restore_file, key)
    assert ask(cast.wei, stored_file, key)


@pytest.mark.parametrize(
    "name, content",
    [
        ("page.html", b"<html>"), ("picture.svg", b"<svg/>"), ("tool.exe", b"MZ"), ("script.js", b"alert(1)"),
        ("really.pdf", b"MZ\x90"), ("note.txt", b"<!DOCTYPE html><script>"), ("data.csv", b"a\x00b"), ("no ending", PDF),
        ("empty.pdf", b""),
        ("macro.docx", zipped("word/document.xml", "word/vbaProject.bin")), ("fake.xlsx", zipped("a.txt")),
    ],
)
def test_what_is_not_what_it_says_is_refused(db, cast, name, content):
    with pytest.raises(Invalid) as refused:
        attach(cast.wei, make(cast.wei), name, content)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    "name, content, kind",
    [
        ("a.PNG", b"\x89PNG\r\n\x1a\n..", "image/png"), ("b.docx", zipped("word/document.xml"), "word"),
        ("c.csv", "名称,电话".encode("gb18030"), "text/csv"), ("d.txt", "x".encode("utf-16"), "text/plain"),
        ("e.zip", zipped("anything"), "application/zip"), ("f.m4a", b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
    ],
)
def test_what_people_attach_is_known(name, content, kind):
    assert kind in content_type(name, content)


def test_the_companys_limit_holds(db, cast):
    with db.writing() as session:
        settings.store(session, attachment_megabytes=1)
        session.commit()
    with pytest.raises(Invalid) as refused:
        attach(cast.wei, make(cast.wei), content=PDF + b"x" * 1024 * 1024)
    assert refused.value.params["limit"] == 1
