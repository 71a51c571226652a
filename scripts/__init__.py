# Room: scripts. Small tools for people, behind the Makefile.
