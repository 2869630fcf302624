//! End-to-end tests of the twin without a renderer; everything is in `tests/`.
