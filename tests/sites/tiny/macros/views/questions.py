def flow_data(dataset, *, locale, on_date):
    return {"language": locale}
