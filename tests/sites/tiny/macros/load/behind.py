def with_notes(markdown, behind, *, note, french):
    return markdown
