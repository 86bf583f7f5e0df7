//! Filmgate: filters that work in place on persistent frames.
