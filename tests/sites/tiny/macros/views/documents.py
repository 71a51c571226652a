def drawing_view(document, *, size, alt):
    return {"size": size, "alt": alt}
