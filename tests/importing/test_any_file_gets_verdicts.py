"""Whatever the bytes: one sentence, or a verdict for every row. Never a traceback, never half a row."""
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm_core.errors import CrmError
from crm_core.importing import runs
from crm_core.importing.catalogue import KINDS
from db.models import ImportRow
from tests.importing.steps import done, opened

HEADINGS = ["name", "客户名称", "email", "phone", "stage", "amount", "close date", "owner", "company", "product", "id", "first name", "", "x"]
CELLS = st.one_of(st.text(max_size=15), st.sampled_from(
    ["Won", "Closed Lost", "1.234", "01/02/2019", "¥12.5万", "010-62561234", "a@b.co", "=1+1", "Acme", "Acme Ltd", "Lin Wei", '"', "\0"]))
FILES = st.one_of(
    st.binary(max_size=400),
    st.tuples(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=8), st.lists(st.lists(CELLS, max_size=9), max_size=6))
    .map(lambda parts: "\n".join(",".join(row) for row in [parts[0], *parts[1]]).encode("utf-8", "replace")),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, st.sampled_from(sorted(KINDS)), st.sampled_from([runs.CHECK, runs.IMPORT]))
def test_any_bytes_end_with_a_sentence_or_with_verdicts(sqlite_db, cast, data, kind, task):
    try:
        run_id = opened(cast.ada, data, "file.csv", kind)
        view = done(cast.ada, run_id, task)
    except CrmError as error:
        assert str(error)
        return
    assert view.state in ("checked", "done"), view.message
    assert view.accepted + view.updated + view.rejected == view.total == view.handled
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).where(ImportRow.import_id == run_id)) == view.total
