def long_date(day, locale):
    return day.isoformat()
