//! Cyclic redundancy checks, most significant bit first, with an initial value of 0.

/// A check of `BITS` bits with a polynomial.
pub(super) struct Crc<const BITS: u32> {
    table: [u32; 256],
}

/// The checks of FLAC frame headers, FLAC frames, and Ogg pages.
pub(super) static CRC8: Crc<8> = Crc::new(0x07);
pub(super) static CRC16: Crc<16> = Crc::new(0x8005);
pub(super) static CRC32: Crc<32> = Crc::new(0x04c1_1db7);

impl<const BITS: u32> Crc<BITS> {
    const fn new(polynomial: u32) -> Self {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            // Stored in the most significant bits of the word, so that all widths shift alike.
            let mut value = (byte as u32) << 24;
            let mut bit = 0;
            while bit < 8 {
                let over = value & 0x8000_0000 != 0;
                value <<= 1;
                if over {
                    value ^= polynomial << (32 - BITS);
                }
                bit += 1;
            }
            table[byte] = value;
            byte += 1;
        }
        Self { table }
    }

    /// Continues with more bytes. The value is in the most significant bits of the word.
    pub(super) fn update(&self, value: u32, bytes: &[u8]) -> u32 {
        bytes
            .iter()
            .fold(value, |value, &byte| value << 8 ^ self.table[((value >> 24) ^ u32::from(byte)) as usize & 255])
    }

    /// The check of these bytes.
    pub(super) fn of(&self, bytes: &[u8]) -> u32 {
        self.update(0, bytes) >> (32 - BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_agree_with_the_catalogue() {
        // The standard check values, of "123456789".
        assert_eq!(CRC8.of(b"123456789"), 0xf4, "CRC-8/SMBUS");
        assert_eq!(CRC16.of(b"123456789"), 0xfee8, "CRC-16/UMTS");
        assert_eq!(CRC32.of(b"123456789"), 0x765e_7680 ^ 0xffff_ffff, "CRC-32/CKSUM without its length and inversion");
    }
}
