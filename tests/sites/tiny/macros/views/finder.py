def places_data(dataset, *, on_date):
    return {"places": []}
