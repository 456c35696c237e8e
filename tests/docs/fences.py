"""The fences of README.md and of the pages below docs/, for the tests that try them."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^    (?:muster|tools/|cmake) ?[^\n]*\n)+", re.MULTILINE)


def fences(page):
    """(line, language, text) of each fence and each indented block of commands."""
    text = page.read_text()
    for match in FENCE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)
    without = FENCE.sub(lambda match: re.sub("[^\n]", "", match.group(0)), text)
    for match in INDENTED.finditer(without):
        yield without.count("\n", 0, match.start()) + 1, "sh", match.group(0).replace("\n    ", "\n").strip()


def all_fences(wanted):
    """(page, line, text) of every fence of a language."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for line, language, text in fences(page):
            if language == wanted:
                yield page.relative_to(ROOT), line, text


def compiler(build):
    """The words that compile a spec for its errors alone."""
    words = []
    for line in (build / "muster.toolchain").read_text().splitlines():
        word, value = line.split(" ", 1)
        if word in ("compiler", "compile"):
            words.append(value.replace("{here}", str(build)))
    return words + ["-fsyntax-only", "-Wall"]
