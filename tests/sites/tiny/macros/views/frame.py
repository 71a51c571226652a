from types import SimpleNamespace


def frame_view(dataset, **frame):
    page = dataset.language(frame["page_locale"])
    words = dataset.language(frame["content_locale"])
    return SimpleNamespace(
        page_direction=page.direction,
        content_direction=words.direction,
        languages=dataset.languages,
        **frame,
    )
