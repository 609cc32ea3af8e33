"""One document in, one clean copy out. Pure: no I/O, no clock, no memory of other documents."""
