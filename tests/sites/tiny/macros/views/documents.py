def drawing_view(document, *, size):
    return {"size": size}
