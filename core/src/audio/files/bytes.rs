//! Integers in a file, in either byte order. Reads beyond the end return `None`.

/// Byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(super) fn u16_at(bytes: &[u8], at: usize, order: Order) -> Option<u16> {
    let number = array(bytes, at)?;
    Some(if order == Order::Big { u16::from_be_bytes(number) } else { u16::from_le_bytes(number) })
}

pub(super) fn u32_at(bytes: &[u8], at: usize, order: Order) -> Option<u32> {
    let number = array(bytes, at)?;
    Some(if order == Order::Big { u32::from_be_bytes(number) } else { u32::from_le_bytes(number) })
}

pub(super) fn u64_at(bytes: &[u8], at: usize, order: Order) -> Option<u64> {
    let number = array(bytes, at)?;
    Some(if order == Order::Big { u64::from_be_bytes(number) } else { u64::from_le_bytes(number) })
}

pub(super) fn tag_at(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    array(bytes, at)
}

/// The index after the ID3v2 tags that begin at `at`.
pub(super) fn behind_id3(bytes: &[u8], mut at: usize) -> usize {
    while let Some(header) = bytes.get(at..).and_then(|rest| rest.get(..10)).filter(|header| header.starts_with(b"ID3"))
    {
        if header[6..].iter().any(|&byte| byte > 0x7f) {
            break;
        }
        let size = header[6..].iter().fold(0, |size, &byte| size << 7 | usize::from(byte));
        let footer = if header[5] & 0x10 != 0 { 10 } else { 0 };
        at = (at + 10 + size + footer).min(bytes.len());
    }
    at
}
