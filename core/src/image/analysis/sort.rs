//! A sort for a few elements.

/// Sorts a few elements by insertion: the standard library's sort adds 3 KB to the module for each type.
pub(super) fn sort<T: Copy>(things: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..things.len() {
        let mut at = end;
        while at > 0 && before(&things[at], &things[at - 1]) {
            things.swap(at, at - 1);
            at -= 1;
        }
    }
}
