"""A letter inside a page: its words and paragraphs, with nothing to press."""

import nh3
from markupsafe import Markup


def inside_page(html: str) -> Markup:
    """Without its own head, styles and links; the heading is the page's to give."""
    return Markup(  # noqa: S704  cleaned here
        nh3.clean(
            html,
            tags={"p", "strong", "a", "br"},
            attributes={"a": {"class"}},
            clean_content_tags={"title", "style", "h1"},
            link_rel=None,
        )
    )
