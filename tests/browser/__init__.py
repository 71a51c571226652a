"""Tests that open the published pages in Chromium; a package, so that its files may be named as
those of tests/."""
