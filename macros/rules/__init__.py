# Room: rules. (document, situation, date) -> outcomes. May import model only.
