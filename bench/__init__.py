# Room: bench. What is measured, by `python -m bench` and by the tests that hold it.
