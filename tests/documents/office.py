"""LibreOffice, to see whether it takes what we make, and what it makes of it."""

import shutil
import subprocess
from pathlib import Path

from tests.conftest import missing

FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pdf": "pdf",
}


# semicolons, quotes, UTF-8, from the first line, in Danish: what a Danish Excel takes for granted
DANISH_CSV = "CSV:59,34,76,1,,1030"


def converted(folder: Path, into: str, *files: Path, read_as: str = "") -> list[Path]:
    """The same files, opened and saved once more, in one go since it starts slowly."""
    office = shutil.which("soffice")
    if office is None:
        missing("LibreOffice (soffice) is not installed")
    target = folder / "saved"
    subprocess.run(
        [
            str(office),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *([f"--infilter={read_as}"] if read_as else []),
            *("--convert-to", FILTERS[into], "--outdir", str(target), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=200,
    )
    return [target / f"{file.stem}.{into}" for file in files]
