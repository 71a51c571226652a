def with_notes(markdown, behind, *, note, direction):
    return markdown
