# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Typed fields in stored e-mails and subjects: where they are, and what stays."""

import pytest

from word_merge import TemplateError, compile_html, merge_text

from .test_pictures import JPEG, PNG, make_picture


def render(text, keep_unknown=False, **values):
    return compile_html(text, keep_unknown).render(values)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", ""),
        ("  ", ""),
        ("plain", "plain"),
        ("{{X}}", "1"),
        ("{{X}}{{X}}", "11"),
        ("{{X}}{{Y}}", "12"),
        ("a{{X}}b{{Y}}c", "a1b2c"),
        ("a<br>{{X}}<br>b", "a<br>1<br>b"),
        ("<p>a</p>{{X}}<p>b</p>", "<p>a</p>1<p>b</p>"),
        ("<b>{{X}}</b>{{Y}}<i>z</i>", "<b>1</b>2<i>z</i>"),
        ("<b>{{X</b>}}", "<b>1</b>"),
        ("<b>{</b>{X}}", "<b></b>1"),
        ("<b>«</b>X<i>»</i>", "<b></b>1<i></i>"),
        ("a<!-- {{X}} -->{{X}}", "a<!-- {{X}} -->1"),
        ("<div>{{X}}<p>{{Y}}</p>{{X}}</div>", "<div>1<p>2</p>1</div>"),
        # what an editor puts between letters is no part of the name
        ("{{\u200bX\ufeff}}\u00ad", "\u200b1\ufeff\u00ad"),
        ("a\u200b{{X}}\u200bb", "a\u200b1\u200bb"),
        ("{{X}}&amp;&lt;", "1&amp;&lt;"),
        ('"{{X}}"', '"1"'),
        ("\x00{{X}}", "1"),
        (None, ""),
        ("{{No}}", ""),
        ("«No»", "«No»"),
        ("<b>«</b>No»", "<b></b>«No»"),
    ],
)
def test_fields_in_text(text, result):
    assert render(text, X=1, Y=2) == result


@pytest.mark.parametrize(
    "tag", ["script", "style", "template", "xmp", "noembed", "noframes"]
)
def test_fields_that_are_no_text_for_people(tag):
    text = f"<{tag}>{{{{X}}}}</{tag}>"
    result = render(text + "<p>{{X}}</p>", X="1")
    assert result.endswith("<p>1</p>") and result.count("{{X}}") == 1


@pytest.mark.parametrize("tag", ["a", "b", "font", "span", "strong", "u"])
def test_names_go_across_formats(tag):
    text = f"{{{{<{tag}>X</{tag}>}}}}"
    assert render(text, X="1") == f"<{tag}>1</{tag}>"


@pytest.mark.parametrize("tag", ["p", "div", "td", "li", "img", "br", "h1"])
def test_names_do_not_go_across_blocks(tag):
    template = compile_html(f"<div>{{{{A<{tag}>B}}}}</div>")
    assert template.field_names == [] and len(template.warnings) == 1
    template = compile_html(f"<div>{{{{A<{tag}>b</{tag}>B}}}}</div>")
    assert template.field_names == []


def test_unknown_names_stay_where_that_is_wanted():
    text = '<p title="{{No}}">{{No}} «No» {{X}}</p>'
    assert render(text, X=1) == '<p title=""> «No» 1</p>'
    assert render(text, keep_unknown=True, X=1) == (
        '<p title="{{No}}">{{No}} «No» 1</p>'
    )
    assert render("{{A}} & <b>«&lt;»</b>", keep_unknown=True) == (
        "{{A}} &amp; <b>«&lt;»</b>"
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("{{x!}}", ["{{x!}} is no field name; it stays in the text as it is."]),
        ("{{ x! }}", ["{{x!}} is no field name; it stays in the text as it is."]),
        ("{{}}", ["{{}} is no field name; it stays in the text as it is."]),
        ("{{Name", ["The field {{Name is not closed; end it with }}."]),
        ("<p>a {{x! } b</p>", ["The field {{x! is not closed; end it with }}."]),
        ("a {{ Name } b", ["The field {{Name is not closed; end it with }}."]),
        ("{{x!}} {{x!}}", ["{{x!}} is no field name; it stays in the text as it is."]),
        ("{{x!", ["The field {{x! is not closed; end it with }}."]),
        ("{{Name}} {Name} «» << >>", []),
        ("«x!»", []),
        (
            '<p onclick="{{X}}" title="{{x!}}">a</p>',
            ["A field in the attribute onclick stays as it is."],
        ),
    ],
)
def test_warnings(text, sentences):
    assert compile_html(text).warnings == sentences


def test_so_many_warnings():
    text = "".join(f"<p>{{{{x{number}!}}}}</p>" for number in range(150))
    warnings = compile_html(text).warnings
    assert len(warnings) == 100
    assert warnings[0].startswith("{{x0!}}") and warnings[-1].startswith("{{x99!}}")


@pytest.mark.parametrize("name", ["href", "src", "action", "background", "cite"])
def test_attributes_that_are_addresses(name):
    text = f'<a {name}="https://e.com/{{{{X}}}}/%7B%7BY%7D%7D?q=%C2%ABX%C2%BB">x</a>'
    assert render(text, X="1/2", Y="&") == (
        f'<a {name}="https://e.com/1%2F2/%26?q=1%2F2">x</a>'
    )
    # without a field nothing is changed
    plain = f'<a {name}="https://e.com/%7Ba%7D%20">x</a>'
    assert render(plain, X="1") == plain


@pytest.mark.parametrize(
    ("address", "value", "result"),
    [
        ("{{X}}", "https://e.com/a?b=1&c=é", "https://e.com/a?b=1&amp;c=%C3%A9"),
        ("{{X}}", "HTTP://e.com", "HTTP://e.com"),
        ("{{X}}", " http://e.com ", "http://e.com"),
        (" {{X}}", "http://e.com", "http://e.com"),
        ("{{X}}", "mailto:a@e.com", "mailto:a@e.com"),
        ("{{X}}", "https://", "https%3A%2F%2F"),
        ("{{X}}", "a b", "a%20b"),
        # only where the field begins the address
        ("/{{X}}", "http://e.com", "/http%3A%2F%2Fe.com"),
        ("mailto:{{X}}", "a+b@e.com", "mailto:a%2Bb@e.com"),
        (" MAILTO:{{X}}", "a@e.com", "MAILTO:a@e.com"),
        ("tel:{{X}}", "+31 20", "tel:+31%2020"),
        ("sms:{{X}}", "+31 a@", "sms:%2B31%20a%40"),
        ("mailto:a?cc={{X}}", "a@e.com", "mailto:a?cc=a%40e.com"),
    ],
)
def test_addresses(address, value, result):
    html = render(f'<a href="{address}">x</a>', X=value)
    assert html == f'<a href="{result}">x</a>'


def test_addresses_with_many_fields():
    """An address begins once: what follows the first field is no beginning."""
    text = '<a href="{{X}}{{Y}}">x</a>'
    assert render(text, X="https://e.com/", Y="http://f.com") == (
        '<a href="https://e.com/http%3A%2F%2Ff.com">x</a>'
    )


@pytest.mark.parametrize(
    ("name", "value", "result"),
    [
        ("title", 'a "b" <c>', "a &quot;b&quot; &lt;c&gt;"),
        ("title", "a\r\nb\nc", "a b c"),
        ("alt", "1 & 2", "1 &amp; 2"),
        ("style", "red", "red"),
        ("style", "#ff0000", "#ff0000"),
        ("style", "1.5px, 50%", "1.5px, 50%"),
        ("style", "red;top:0", "redtop0"),
        ("style", "url(x)", "urlx"),
        ("style", "a\\b'\"", "ab"),
        ("data-x", "a", "a"),
    ],
)
def test_other_attributes(name, value, result):
    html = render(f'<p {name}="a: {{{{X}}}} b">y</p>', X=value)
    assert html == f'<p {name}="a: {result} b">y</p>'
    html = render(f'<p {name}="{{{{X}}}}{{{{X}}}}">y</p>', X=value)
    assert html == f'<p {name}="{result * 2}">y</p>'


@pytest.mark.parametrize(
    "name", ["onclick", "ONLOAD", "t-out", "srcdoc", "srcset", "xmlns:x", "http-equiv"]
)
def test_attributes_in_which_nothing_is_filled_in(name):
    template = compile_html(f'<p {name}="{{{{X}}}}">y</p>')
    assert "{{X}}" in template.render({"X": "1"})
    (warning,) = template.warnings
    assert name.lower() in warning and "stays as it is" in warning
    # without a field there is nothing to say
    assert not compile_html(f'<p {name}="x">y</p>').warnings


def test_blanks_of_all_kinds_in_attributes():
    assert render('<p title="{{\u00a0X\u202f}}">y</p>', X="1") == '<p title="1">y</p>'


LINES = [{"x": 1, "y": "a"}, {"x": 2}]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (
            "<table><tr><td>{{L.x}}</td></tr></table>",
            "<table><tr><td>1</td></tr><tr><td>2</td></tr></table>",
        ),
        (
            "<table>\n<tr><td>h</td></tr>\n<tr><td>{{L.x}}</td></tr>\n</table>",
            "<table>\n<tr><td>h</td></tr>\n<tr><td>1</td></tr><tr><td>2</td></tr>\n"
            "</table>",
        ),
        (
            "<table>\n<tr><td>{{L.x}}</td></tr>\n<tr><td>f</td></tr></table>",
            "<table>\n<tr><td>1</td></tr><tr><td>2</td></tr>\n<tr><td>f</td></tr>"
            "</table>",
        ),
        # an attribute makes a row too
        (
            '<table><tr title="{{L.x}}"><td>z</td></tr></table>',
            '<table><tr title="1"><td>z</td></tr><tr title="2"><td>z</td></tr></table>',
        ),
        (
            '<table><tr><td title="{{L.x}}"><b>{{L.y}}</b> {{N}}</td></tr></table>',
            '<table><tr><td title="1"><b>a</b> n</td></tr>'
            '<tr><td title="2"><b></b> n</td></tr></table>',
        ),
        # rows of two lists
        (
            "<table><tr><td>{{L.x}}</td></tr><tr><td>{{M.z}}</td></tr></table>",
            "<table><tr><td>1</td></tr><tr><td>2</td></tr><tr><td>9</td></tr></table>",
        ),
        # no list
        (
            "<table><tr><td>{{N}}</td></tr></table>",
            "<table><tr><td>n</td></tr></table>",
        ),
    ],
)
def test_rows(text, result):
    assert render(text, L=LINES, M=[{"z": 9}], N="n") == result


def test_text_behind_a_table_in_a_cell_is_of_the_row():
    text = (
        "<table><tr><td><table><tr><td>{{M.z}}</td></tr></table>{{L.x}}</td></tr>"
        "</table>"
    )
    inner = "<table><tr><td>9</td></tr></table>"
    assert render(text, L=LINES, M=[{"z": 9}]) == (
        f"<table><tr><td>{inner}1</td></tr><tr><td>{inner}2</td></tr></table>"
    )


def test_names_with_the_fields_of_lists():
    text = "<table><tr><td>{{L.x}} {{L.y}} {{l.X}}</td></tr></table>{{N}}"
    assert compile_html(text).field_names == ["L.x", "L.y", "N"]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>{{X}}</body></html>",
        " \n<HTML lang='de'><body>{{X}}</body></HTML>",
        "<!DOCTYPE html><html><body>{{X}}</body></html>",
        "<!doctype html>\n<html><body>{{X}}</body></html>",
        '<?xml version="1.0"?><!DOCTYPE html><html><body>{{X}}</body></html>',
    ],
)
def test_whole_documents_stay_whole(text):
    result = render(text, X="é &")
    assert "<html" in result and result.count("<body>é &amp;</body>") == 1
    if "doctype" in text.lower():
        assert result.startswith("<!DOCTYPE html>")


def test_texts_that_cannot_be_read():
    with pytest.raises(TemplateError, match="too many tags inside each other; write"):
        compile_html("<b>" * 5000 + "{{x}}")
    for text in ("<!DOCTYPE html>", "<!doctype html><!-- x -->"):
        with pytest.raises(TemplateError, match="cannot be read as HTML; write it"):
            compile_html(text)


def test_letters_of_all_languages():
    assert render("<p>é {{X}} ж</p>", X="ü") == "<p>é ü ж</p>"


def test_pieces_of_documents_stay_pieces():
    for text in ("{{X}}", "<p>{{X}}</p>", "a <html-like>{{X}}</html-like>"):
        result = render(text, X="é &")
        assert "<html>" not in result and "<body" not in result
        assert result == text.replace("{{X}}", "é &amp;")


@pytest.mark.parametrize(
    ("picture", "content_type"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (make_picture("GIF"), "image/gif")],
)
def test_pictures(picture, content_type):
    kept = []

    def keep(content, content_type):
        kept.append((content, content_type))
        return "/1?a&b"

    template = compile_html('<p>{{Logo}}</p><img src="{{Logo}}">')
    for value in (picture, bytearray(picture)):
        kept.clear()
        assert template.render({"Logo": value}, keep) == (
            '<p><img src="/1?a&amp;b" alt="Logo" style="border:0;max-width:100%"/></p>'
            '<img src="/1?a&amp;b">'
        )
        assert kept == [(picture, content_type)] * 2
    assert template.render({"Logo": picture}) == '<p></p><img src="">'
    assert template.render({"Logo": picture}, lambda *_given: None) == (
        '<p></p><img src="">'
    )


def test_pictures_that_are_none():
    template = compile_html("<p>{{Logo}}</p>")
    assert template.render({"Logo": b""}, lambda *_given: "/1") == "<p></p>"
    with pytest.raises(TemplateError, match="Logo"):
        template.render({"Logo": b"no picture"}, lambda *_given: "/1")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{{X}}", "1"),
        ("a {{X}} b «X» c", "a 1 b 1 c"),
        ("{{X}}{{X}}", "11"),
        ("{{\u00a0X\t}}", "1"),
        ("{{No}}", ""),
        ("[«No»]", "[«No»]"),
        ("[«No»] {{X}}", "[«No»] 1"),
        ("{{x!}} {{X", "{{x!}} {{X"),
        ("a\tb {{X}}", "a\tb 1"),
        ("", ""),
        (None, ""),
        (5, "5"),
    ],
)
def test_subjects(text, result):
    assert merge_text(text, {"X": 1}) == result


def test_subjects_keep_unknown_names_where_that_is_wanted():
    assert merge_text("{{No}} «No» {{X}}", {"X": 1}, keep_unknown=True) == (
        "{{No}} «No» 1"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\r\n\r\nb", "a b"),
        ("a\tb", "a b"),
        ("a\u200eb", "a\u200eb"),
        ("a\u2066b\u2069c\u202dd", "abcd"),
        ("a\x7fb\x9fc", "abc"),
        ("é 😀", "é 😀"),
        (1.5, "1.5"),
        (True, "True"),
    ],
)
def test_values_in_subjects(value, shown):
    assert merge_text("[{{X}}]", {"X": value}) == f"[{shown}]"
