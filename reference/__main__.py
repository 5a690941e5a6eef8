"""Writes every generated page; `python3 dev.py docs` calls this."""

from __future__ import annotations

from reference.pages import PAGES, ROOT


def main() -> None:
    """Write what differs."""
    for path, page in PAGES.items():
        text = page()
        if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != text:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text, "utf-8")
            print(f"wrote {path}")


if __name__ == "__main__":
    main()
