# Room: publish. The headers a static host sends with the site. Called by the engine after the last
# page; guides/publish-the-site.md gives the same for nginx and Caddy.
"""`_headers`, as Netlify, Cloudflare Pages and others read it."""

from __future__ import annotations

HEADERS_FILE = "_headers"

# Each page names its own styles and scripts in a <meta>; both policies hold at once. This one adds
# what a <meta> cannot say (frame-ancestors), and serves a file that is no page of ours.
POLICY = (
    "img-src 'self'; connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb")

SITE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# Their names change with their content. The favicon keeps its name.
HASHED_FOLDERS = ("/assets/js/*", "/assets/*.json", "/assets/*.css")
FOR_EVER = "public, max-age=31536000, immutable"


def headers_text() -> str:
    """The text of `_headers`."""
    blocks = {
        "/*": SITE_HEADERS,
        **{folder: {"Cache-Control": FOR_EVER} for folder in HASHED_FOLDERS},
    }
    return "\n".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in blocks.items()
    )
