//! Generators and checks that a Makefile should not do.

fn main() {}
