"""The worksheets on the site."""

import pytest

from app.services import worksheets
from tests.browser import Browser


@pytest.mark.one_database
@pytest.mark.parametrize("kind", worksheets.kinds())
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_shows_the_whole_worksheet(browser: Browser, kind: str, language: str) -> None:
    page = browser.visit("public.worksheet", kind=kind, language=language)

    sheet = worksheets.get(kind)
    assert page.all("h1") == [sheet.title[language]]
    assert page.all("h2") == [section.heading(language) for section in sheet.sections]
    assert sheet.every.top_line[language] in page
    assert sheet.about(language) in page
    for table in page.html.select("main table"):
        heads = table.select("thead th[scope=col]")
        assert table.caption is not None
        assert all(len(row.select("th, td")) == len(heads) for row in table.select("tbody tr"))
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.one_database
def test_files_are_taken_home_in_both_languages(browser: Browser) -> None:
    page = browser.visit("public.worksheet", kind="mapping", language="da")

    word = page.click("Udfyld i Word").response
    assert word.headers["Content-Disposition"] == (
        "attachment; filename=Kortlaegningsskabelon.docx; "
        "filename*=UTF-8''Kortl%C3%A6gningsskabelon.docx"
    )
    assert word.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert word.mimetype == worksheets.Format.DOCX.media_type
    english = page.click("PDF in English").response
    assert english.mimetype == "application/pdf"
    assert 'filename="Mapping template.pdf"' in english.headers["Content-Disposition"]
    sheet = page.click("Udfyld i et regneark").response
    assert sheet.mimetype == worksheets.Format.XLSX.media_type
    again = browser.send(
        "/en/worksheets/mapping.pdf", headers={"If-None-Match": english.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["nothing", "nothing.pdf", "mapping.exe", "every"])
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    browser.open(f"/da/skemaer/{path}", status=404)
