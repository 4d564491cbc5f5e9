"""The tree stays as it was meant: small files, known places, everything packed that is needed."""

import fnmatch
import re
from pathlib import Path

import pytest
from setuptools.config.setupcfg import read_configuration

ROOT = Path(__file__).parents[2]
TOP = {
    *("app", "templates", "translations", "migrations", "tests", "bench", "deploy", "docs"),
    *("requirements", "setup.cfg", "setup.py", "pyproject.toml", "babel.cfg", "MANIFEST.in"),
    *("README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "Makefile"),
    *(".ci", ".git", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"),
}
# not ours to keep: what running, testing and building leaves (.gitignore)
LEFT = {
    *(".venv", "instance", "build", "dist", "screenshots", "test-results", "PKG-INFO"),
    *("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"),
    *(".import_linter_cache", "holdstart.egg-info"),
}
LONGEST = 300
# kilobytes, and bytes in one
STYLES = 14 * 1024
# what only the desk needs
DESK = 6 * 1024
NAMES = {"utils", "util", "helpers", "helper", "manager", "handler", "common", "info", "process"}
CODE = ("app", "templates", "tests", "bench", "migrations", "docs")
# lists of what there is, not code that somebody follows
LISTS = {"migrations/versions/0001_first_tables.py"}


def strangers(names: set[str]) -> set[str]:
    """What stands at the top and does not belong there."""
    return names - TOP - LEFT


def unpacked(root: Path) -> list[str]:
    """What is in the tree and would be missing once installed."""
    options = read_configuration(root / "setup.cfg")["options"]
    packages, patterns = set(options["packages"]), options["package_data"]
    found = []
    for file in sorted((root / "app").rglob("*")):
        if not file.is_file() or "__pycache__" in file.parts:
            continue
        package = ".".join(file.parent.relative_to(root).parts)
        if file.suffix == ".py":
            if package not in packages:
                found.append(str(file.relative_to(root)))
        elif not any(_reaches(one, patterns[one], file, root) for one in patterns):
            found.append(str(file.relative_to(root)))
    return found


def _reaches(package: str, patterns: list[str], file: Path, root: Path) -> bool:
    folder = root.joinpath(*package.split("."))
    if folder not in file.parents:
        return False
    name = str(file.relative_to(folder))
    return any(fnmatch.fnmatch(name, one.replace("**/*", "*")) for one in patterns)


def too_long(root: Path) -> list[str]:
    found = []
    for folder in CODE:
        for file in sorted((root / folder).rglob("*")):
            name = str(file.relative_to(root))
            if file.suffix in {".py", ".html", ".css", ".typ"} and name not in LISTS:
                lines = len(file.read_text("utf-8").splitlines())
                if lines > LONGEST:
                    found.append(f"{name} has {lines} lines")
    return found


def ill_named(root: Path) -> list[str]:
    files = [file for folder in CODE for file in (root / folder).rglob("*.py")]
    return sorted(str(file.relative_to(root)) for file in files if file.stem in NAMES)


def that_know_htmx(root: Path) -> list[str]:
    """Python that asks how a page was asked for, or says what htmx shall do."""
    pattern = re.compile(r"""["']HX-|["']hx-|HX_""", re.IGNORECASE)
    return sorted(
        str(file.relative_to(root))
        for file in (root / "app").rglob("*.py")
        if pattern.search(file.read_text("utf-8"))
    )


def test_nothing_stands_at_the_top_that_does_not_belong_there() -> None:
    assert strangers({path.name for path in ROOT.iterdir()}) == set()


def test_everything_is_packed() -> None:
    assert unpacked(ROOT) == []


def test_no_file_is_too_long_to_follow() -> None:
    assert too_long(ROOT) == []


def test_no_file_is_named_for_anything() -> None:
    assert ill_named(ROOT) == []


def test_no_python_knows_htmx() -> None:
    assert that_know_htmx(ROOT) == []


@pytest.mark.parametrize(("name", "most"), [("site.css", STYLES), ("desk.css", DESK)])
def test_the_stylesheets_stay_small(name: str, most: int) -> None:
    assert (ROOT / "app" / "static" / name).stat().st_size <= most


def test_every_package_of_setup_cfg_is_there() -> None:
    for package in read_configuration(ROOT / "setup.cfg")["options"]["packages"]:
        folder = ROOT.joinpath(*package.split("."))
        assert folder.is_dir() or (ROOT / package.removeprefix("app.")).is_dir(), package


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A tree with one mistake of each kind."""
    (tmp_path / "setup.cfg").write_text(
        "[metadata]\nname = x\n[options]\npackages =\n    app\n"
        "[options.package_data]\napp = static/**/*\n"
    )
    files = {
        "app/__init__.py": "",
        "app/static/site.css": "",
        "app/utils.py": 'request.headers["HX-Request"]',
        "app/static/vendor/x.js": "",
        "app/content/words.toml": "",
        "app/web/long.py": "x = 1\n" * 301,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_each_mistake_is_found(broken: Path) -> None:
    assert strangers({"app", "run.py", ".venv"}) == {"run.py"}
    assert unpacked(broken) == ["app/content/words.toml", "app/web/long.py"]
    assert too_long(broken) == ["app/web/long.py has 301 lines"]
    assert ill_named(broken) == ["app/utils.py"]
    assert that_know_htmx(broken) == ["app/utils.py"]
