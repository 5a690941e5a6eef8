"""GitHub's own Markdown renderer (cmark-gfm): text to HTML, without the memory that its Python binding forgets."""

from __future__ import annotations

import ctypes
from functools import cache

from cmarkgfm import _cmark, cmark

_OPTIONS: int = cmark.Options.CMARK_OPT_FOOTNOTES | cmark.Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")


def markdown_to_html(text: str) -> str:
    """The HTML of a Markdown text; raw HTML becomes a comment, dangerous URLs become empty. Never raises."""
    data = text.encode("utf-8", "replace")
    parser = _cmark.lib.cmark_parser_new(_OPTIONS)
    try:
        for extension in _syntax_extensions():
            _cmark.lib.cmark_parser_attach_syntax_extension(parser, extension)
        _cmark.lib.cmark_parser_feed(parser, data, len(data))
        return _render(parser)
    finally:
        _cmark.lib.cmark_parser_free(parser)


def _render(parser: object) -> str:
    root = _cmark.lib.cmark_parser_finish(parser)
    html = _cmark.lib.cmark_render_html(root, _OPTIONS, _cmark.lib.cmark_parser_get_syntax_extensions(parser))
    try:
        return str(_cmark.ffi.string(html).decode("utf-8", "replace"))
    finally:
        _release(html, root)


@cache
def _syntax_extensions() -> list[object]:
    cmark.core_extensions_ensure_registered()
    return [cmark.find_syntax_extension(name) for name in _EXTENSIONS]


def _release(html: object, root: object) -> None:
    """Frees the tree and the text: the binding never does, which costs 150 KB for each 3 KB that are rendered.

    It does not declare the two functions either, though its library exports them (but on Windows, where both leak).
    """
    if _library is not None:
        _library.cmark_node_free(ctypes.c_void_p(int(_cmark.ffi.cast("uintptr_t", root))))
        _library.free(ctypes.c_void_p(int(_cmark.ffi.cast("uintptr_t", html))))


def _open_library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(_cmark.__file__)
    return library if hasattr(library, "cmark_node_free") and hasattr(library, "free") else None


_library = _open_library()
