# Room: publish. What surrounds the pages of a finished site. Never imports the engine.
