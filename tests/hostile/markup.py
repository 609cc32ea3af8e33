"""Pages and XML made to hang, to fill the memory, or to read what is not theirs."""

from __future__ import annotations

from tests.hostile.case import MB, Attack, drop, page, story

PAGES = {
    "200,000-open-tags": lambda: page(200, before="<div>" * 200_000),
    "200,000-closed-tags": lambda: page(201, after="<div>" * 200_000 + "</div>" * 200_000),
    "200,000-bold-tags": lambda: page(202, before="<b>" * 200_000),
    "bold-and-links-crossed": lambda: page(203, after="<b><a href=x>x</b>" * 30_000),
    "closing-tags-alone": lambda: page(204, after="</p></br></x>" * 100_000),
    "100,000-attributes": lambda: page(205, after="<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x"),
    "100,000-attributes-that-hide-their-tag's-end": lambda: page(
        230, after="<p " + " ".join(f'a{n}=">"' for n in range(100_000)) + ">x"
    ),
    "100,000-attributes-behind-a-decoy": lambda: page(
        231,
        after="<i "
        + " ".join(f'a{n}=">"' for n in range(20))
        + '></i><p / =" '
        + " ".join(f"a{n} = '<b>' b{n} c{n}" for n in range(33_000))
        + ">x",
    ),
    "one-attribute-100,000-times": lambda: page(206, after="<p " + "class=x " * 100_000 + ">x"),
    "an-attribute-of-5-MB": lambda: page(207, after=f'<img alt="{"x " * 2_500_000}">'),
    "60,000-comment-openings": lambda: page(208, after="<!--" * 60_000),
    "100,000-comments": lambda: page(209, after="<!-- -->" * 100_000),
    "50,000-open-quotes": lambda: page(210, after='<p a="' * 50_000),
    "300,000-angle-brackets": lambda: page(211, after="<" * 300_000),
    "100,000-paragraphs": lambda: page(212, after="<p>x" * 100_000),
    "50,000-nested-lists": lambda: page(213, after="<ul><li>" * 50_000),
    "30,000-nested-tables": lambda: page(214, after="<table><tr><td>" * 30_000),
    "20,000-forms-and-selects": lambda: page(215, after="<form><select><option>x" * 20_000),
    "20,000-templates": lambda: page(216, after="<template>" * 20_000),
    "20,000-svg-and-math": lambda: page(217, after="<svg><math><mi>" * 20_000),
    "100,000-meta": lambda: page(218, before="<meta name=x content=y>" * 100_000),
    "100,000-links": lambda: page(219, after="<a href=/x>x</a>" * 100_000),
    "100,000-arrays-in-json-ld": lambda: page(
        220, before='<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    ),
    "json-ld-of-2-MB": lambda: page(
        221, before='<script type="application/ld+json">{"@graph":[' + '{"@type":"Thing"},' * 110_000 + "{}]}</script>"
    ),
    "an-open-script-of-5-MB": lambda: page(222, after="<script>" + "var a = '<p>';" * 350_000),
    "an-image-of-10-MB-inside": lambda: page(223, after=f'<img src="data:image/png;base64,{"A" * 10 * MB}">'),
    "a-million-blanks": lambda: page(224, after=" " * 1_000_000),
    "a-million-entities": lambda: page(225, after="&nbsp;" * 1_000_000),
    "a-title-of-a-megabyte": lambda: page(226, before=f"<h1>{'Pier ' * 200_000}</h1>"),
    "nulls-between-letters": lambda: page(227).replace("water", "wa\0ter"),
    "256-kB-of-open-tags": lambda: page(228, before="<div>" * 50_000)[:250_000],
    "256-kB-of-attributes": lambda: page(229, after="<p " + "a=1 " * 60_000)[:250_000],
}
HOLDERS = {
    "rss": ("rss", "<channel><item><title>&x;</title><description>&x;</description></item></channel>"),
    "atom": ("feed", "<entry><content>&x;</content></entry>"),
    "newsml-g2": ("newsMessage", "<newsItem guid='1'><contentMeta><headline>&x;</headline></contentMeta></newsItem>"),
    "newsml-1": ("NewsML", "<NewsItem><NewsLines><HeadLine>&x;</HeadLine></NewsLines></NewsItem>"),
    "nitf": ("nitf", "<body><body.content><p>&x;</p></body.content></body>"),
}
_BOMB = (
    '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY x "&l9;">'
)
ENTITIES = {
    "an-entity-bomb": (_BOMB, "an entity bomb"),
    "a-file": ('<!ENTITY x SYSTEM "file:///etc/passwd">', "an attack"),
    "an-address": ('<!ENTITY x PUBLIC "x" "http://127.0.0.1:PORT/x">', "an attack"),
}


def entity_attacks(port: int) -> list[Attack]:
    """Return XML that defines entities; those that are fetched would be from ``port`` of this machine."""

    def raw(root: str, item: str, declared: str) -> str:
        return f"<!DOCTYPE r [{declared.replace('PORT', str(port))}]><{root}>{item}</{root}>"

    found = [
        drop(f"{holder}-with-{how}", raw(root, item, declared), reason)
        for holder, (root, item) in HOLDERS.items()
        for how, (declared, reason) in ENTITIES.items()
    ]
    address = f"http://127.0.0.1:{port}/x"
    item = f"<item><title>Pier</title><description>{story(240)}</description></item>"
    return [
        *found,
        drop("rss-with-a-parameter-entity", raw("rss", item, f'<!ENTITY % x SYSTEM "{address}"> %x;'), "an attack"),
        drop(
            "rss-with-a-bomb-in-utf-16",
            raw("rss", "<item><title>&x;</title></item>", _BOMB).encode("utf-16"),
            "an entity bomb",
        ),
        drop("rss-with-a-dtd-elsewhere", f'<!DOCTYPE rss SYSTEM "{address}"><rss>{item}</rss>', stored=1),
        drop(
            "rss-with-includes",
            f'<?xml-stylesheet href="{address}"?><rss xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{address}"/>'
            f"{item.replace(story(240), story(241))}</rss>",
            stored=1,
        ),
        drop(
            "page-that-loads-things",
            page(
                242,
                before=f'<img src="{address}"><link rel=stylesheet href="{address}"><iframe src="{address}"></iframe>',
            ),
            stored=1,
        ),
    ]


def _item(inside: str, number: int = 0) -> str:
    text = story(number) if number else "x"
    return f"<rss><channel><item><title>t</title><description>{text}</description>{inside}</item></channel></rss>"


ATTACKS: list[Attack] = [
    *(drop(name, make, stored=1) for name, make in ((name, lambda write=write: write().encode()) for name, write in PAGES.items())),
    drop("a-page-of-21-MB", lambda: page(230, after="<p>" + "word " * 4_300_000).encode(), "a page larger than any real one"),
    *(
        drop(f"{holder}-100,000-deep", lambda root=root, item=item: f"<{root}>{item.replace('&x;', '<a>' * 100_000)}</{root}>".encode())
        for holder, (root, item) in HOLDERS.items()
    ),
    drop("rss-with-a-long-entity", f'<!DOCTYPE r [<!ENTITY a "{"a" * 190}">]>' + _item("<a>" + "&a;" * 100_000 + "</a>"), "an entity bomb"),
    drop("rss-of-50,000-attributes", _item("<a " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>"), "more than 1,000 attributes"),
    drop("rss-of-20,000-namespaces", _item("<a " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(20_000)) + "/>"), held=1),
    drop("rss-of-a-million-comments", lambda: _item("<!---->" * 1_000_000, 231).encode()),
    drop("rss-of-a-million-sections", lambda: _item("<![CDATA[]]>" * 1_000_000, 232).encode()),
    drop("rss-of-half-a-million-tags", lambda: _item("<a/>" * 500_000, 233).encode(), "tags"),
    drop("rss-of-200,000-empty-items", lambda: b"<rss><channel>" + b"<item/>" * 200_000, "more than 100,000 records"),
    drop("rss-with-a-javascript-link", _item("<link>javascript:alert(1)</link><guid>javascript:alert(2)</guid>", 234), stored=1),
]  # fmt: skip
