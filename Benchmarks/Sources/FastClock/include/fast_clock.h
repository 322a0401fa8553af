// Nothing is called by name: see fast_clock.c.
