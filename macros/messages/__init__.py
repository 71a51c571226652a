# Room: messages. Imports nothing of ours; every room may import it. What is said to editors is a
# Message until it is printed or shown: only there the language is known.
"""What is said to people who edit, in their language: a catalogue for each, beside this file."""
