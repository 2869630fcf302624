//! Pictures of the real program on a software renderer; everything is in `tests/`.
