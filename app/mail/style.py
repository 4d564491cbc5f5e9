"""Styles of letters that stand on elements: many mail programs read no style sheet."""

PARAGRAPH = "margin: 0 0 16px"
SMALL = "margin: 0 0 8px"
AROUND_BUTTON = "margin: 24px 0"
BUTTON = (
    "display: inline-block; padding: 12px 20px; border: 2px solid #00574b; border-radius: 3px; "
    "background: #00574b; color: #ffffff; font-weight: 600; text-decoration: none"
)
