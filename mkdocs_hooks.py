# Room: engine, its thin door. MkDocs asks for one file of hooks; what they do is in engine/.
"""The hooks MkDocs calls."""

from engine.hooks import SiteHooks

_hooks = SiteHooks()

on_startup = _hooks.on_startup
on_config = _hooks.on_config
on_files = _hooks.on_files
on_page_markdown = _hooks.on_page_markdown
on_page_context = _hooks.on_page_context
on_post_build = _hooks.on_post_build
on_serve = _hooks.on_serve
