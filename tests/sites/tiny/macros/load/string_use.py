STRINGS = "data/strings.yaml"
