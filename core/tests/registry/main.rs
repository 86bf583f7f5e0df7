//! Tests of every filter and every effect in the registries.

#[cfg(test)]
mod borrowed;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod float;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod golden_bits;
#[cfg(test)]
mod keying;
#[cfg(test)]
mod masks;
#[cfg(test)]
mod padded;
#[cfg(test)]
mod strips;
#[cfg(test)]
mod temporal;
#[cfg(test)]
mod values;
