//! Tests that go through the registries: every filter, every effect, whatever it does.

#[cfg(test)]
mod borrowed;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod golden_bits;
#[cfg(test)]
mod padded;
#[cfg(test)]
mod values;
