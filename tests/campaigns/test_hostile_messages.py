"""What a template may not do, and what HTML may not bring along."""
import time

import pytest

from crm_core.campaigns import html, rendering, templating
from crm_core.campaigns.fields import FIELDS, Recipient, values
from crm_core.campaigns.messages import send_test, set_message
from crm_core.campaigns.rendering import Context
from crm_core.campaigns.schemas import Version
from crm_core.errors import Invalid
from crm_core.run import act
from tests.campaigns import making

HOSTILE = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ customer.__init__.__globals__ }}", "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__ }}", "{{ greeting|attr('__class__') }}",
    "{{ greeting.format(greeting) }}", "{{ customer['name'] }}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
    "{% set x = 1 %}", "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "{% call greeting() %}{% endcall %}",
    "{% for a in range(10**9) %}{% for b in range(10**9) %}x{% endfor %}{% endfor %}", "{{ 'a' * 10**10 }}", "{{ 9**9**9 }}",
    "{{ '%9999999999d' % 1 }}", "{{ greeting|center(9999999999) }}", "{{ [greeting] * 99999999 }}", "{{ {'a': 1} }}", "{{ greeting",
    "{% if greeting %}", "{{ " + "(" * 50_000 + "greeting" + ")" * 50_000 + " }}", "{% if greeting %}" * 3000 + "{% endif %}" * 3000,
    "x" * 400_000,
]  # fmt: skip
ANNA = Recipient("en", "Anna & <Sons>", contact="Anna", owner="Lin Wei")
CONTEXT = Context("Qilu Machinery", "Autumn", "en")


def make(subject="Hi", **version):
    return rendering.make({"en": {"subject": subject, **version}}, ANNA, CONTEXT, "https://crm.example.com/p/u/x")


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:30])
def test_it_is_refused_at_once(source):
    began = time.monotonic()
    with pytest.raises(Invalid):
        templating.check(source)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("part", ["subject", "html", "text"])
def test_an_unknown_field_is_named_before_sending(db, cast, part):
    _key, step = making.mail_campaign(cast.mia, making.customers(1))
    with pytest.raises(Invalid) as problem:
        act(cast.mia, set_message, step, "a", "en", Version(**{**making.WORDS, part: "for {{ customer.fortune }}"}))
    assert problem.value.field == part and problem.value.params["name"] == "customer.fortune"


def test_every_documented_field_can_be_shown():
    everything = Recipient("en", "Anna", "Berlin", "Anna", "Buyer", "Lin Wei", "wei@example.com")
    filled = values(everything, "en", "Qilu", "Autumn", "https://x")
    for field in FIELDS:
        assert templating.render(f"{{{{ {field.key} }}}}", filled, html=False) == filled[field.key]


def test_an_empty_field_is_an_error_unless_the_text_says_what_then():
    with pytest.raises(templating.EmptyField, match="customer.city"):
        make(html="<p>In {{ customer.city }}</p>")
    assert "in your town" in make(html="<p>{{ customer.city|default('in your town') }}</p>").text
    assert "nothing" in make(html="<p>{% if customer.city %}x{% else %}nothing{% endif %}</p>").text


def test_names_are_text_and_scripts_are_gone():
    made = make(html="<p onclick='x()'>{{ customer.name }}</p><script>alert(1)</script><iframe src='//evil'></iframe>"
                     "<a href='javascript:alert(1)'>a</a><img src=x onerror=alert(1)><form action='//evil'><input></form>"
                     "<style>@import 'x'</style><p style='color:red;background:url(//evil)'>b</p>")
    assert "Anna &amp; &lt;Sons&gt;" in made.html
    for bad in ("script", "onclick", "javascript", "onerror", "iframe", "<form", "evil", "@import"):
        assert bad not in made.html
    assert "Anna & <Sons>" in made.text


def test_a_subject_is_one_line(db, cast):
    from crm_core.run import act as do

    (customer,) = making.customers(1)
    with db.writing() as session:
        from db.models import Customer

        session.get(Customer, customer).name = "Anna\r\nBcc: everybody@example.com"
        session.commit()
    key, step = making.mail_campaign(cast.mia, [customer])
    do(cast.mia, set_message, step, "a", "en", Version(subject="For {{ customer.name }}", html="<p>x</p>"))
    do(cast.mia, send_test, step, "a", "en")
    assert "\n" not in making.mails()[0].subject and "\r" not in making.mails()[0].subject


def test_the_plain_text_says_the_same():
    text = html.plain("<h1>News</h1><p>Dear <b>Anna</b>,<br>look:</p><ul><li>one<li>two</ul><a href='https://a.cn/x?b=1&amp;c=2'>here</a>")
    assert text == "News\n\nDear Anna,\nlook:\n\n- one\n- two\n\nhere (https://a.cn/x?b=1&c=2)"


def test_a_way_to_unsubscribe_is_always_there():
    assert "https://crm.example.com/p/u/x" in make(html="<p>x</p>").html and "https://crm.example.com/p/u/x" in make(text="x").text
    own = make(html="<p><a href='{{ unsubscribe }}'>Leave</a></p>")
    assert own.html.count("/p/u/x") == 1
