//! Files as they occur in practice, and malicious files.

use super::*;
use crate::declare::Resource;
use crate::error::{Code, Detail};
use crate::image::testing::Random;

const GOOD: &str = "# made by hand\r\nTITLE \"Warm, mostly\"\r\n\r\nLUT_3D_SIZE 2\r\nDOMAIN_MIN 0 0 0\r\n\
                    DOMAIN_MAX 1.0 1.0 1.0\r\n0 0 0\r\n1 0 0\r\n0 1.0e0 0\r\n 1 1 0\r\n0 0 +1\r\n1\t0 1\r\n0 1 1\r\n\
                    # white\r\n1. 1 10e-1";

fn lattice(lut: &Lut) -> &Lattice {
    match lut.entries() {
        Entries::Lattice(lattice) => lattice,
        Entries::Curves(_) => panic!("one-dimensional"),
    }
}

/// Programs write the domain in both forms, which is valid if they agree.
#[test]
fn domains_may_be_repeated_if_they_agree() {
    let entries = "0 0 0\n0.5 0.5 0.5\n";
    let both = format!("LUT_1D_SIZE 2\nDOMAIN_MIN -1 -1 -1\nDOMAIN_MAX 2 2 2\nLUT_1D_INPUT_RANGE -1 2\n{entries}");
    let one = format!("LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE -1 2\n{entries}");
    assert_eq!(format!("{:?}", Lut::from_cube(&both)), format!("{:?}", Lut::from_cube(&one)));
    for other in ["DOMAIN_MIN 0 0 0", "DOMAIN_MAX 1 1 1", "LUT_3D_INPUT_RANGE 0 1"] {
        let text = format!("LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE -1 2\n{other}\n{entries}");
        assert_eq!(Lut::from_cube(&text).unwrap_err().code, Code::Decode, "{other}");
    }
}

#[test]
fn line_ends_comments_and_number_formats_have_no_effect() {
    let lut = Lut::from_cube(GOOD).unwrap();
    assert_eq!((lut.title(), lut.size(), lut.is_3d(), lut.byte_length()), ("Warm, mostly", 2, true, 64), "header");
    assert_eq!(lattice(&lut).colors[7], [255 << 6, 255 << 6, 255 << 6, 0], "white");
    for other in [GOOD.replace("\r\n", "\n"), GOOD.replace("\r\n", "\r"), format!("\u{feff}{GOOD}\n\n# the end\n")] {
        assert_eq!(Lut::from_cube(&other).unwrap(), lut, "{other:?}");
    }
}

#[test]
fn an_input_range_is_a_domain() {
    let lut = Lut::from_cube("LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE -0.5 2\n0 0 0\n1 1 1\n").unwrap();
    assert_eq!(lut.domain(), &[(-0.5, 2.0); 3], "the same for all channels");
}

#[test]
fn numbers_agree_with_the_standard_library() {
    let mut random = Random::new(8);
    let mut words: Vec<String> =
        ["0", "-0", ".5", "5.", "+1e1", "1E-3", "1e-400", "0.1234567890123456789", "1e37"].map(String::from).to_vec();
    words.extend((0..1000).map(|_| {
        let digits: String = (0..1 + random.byte() % 20).map(|_| char::from(b'0' + random.byte() % 10)).collect();
        format!("{digits}.{digits}e{}", i32::from(random.byte() % 37) - 20)
    }));
    for word in words {
        let expected: f64 = word.parse().unwrap();
        let text = format!("LUT_1D_SIZE 2\n0 {word} 0\n0 0 0\n");
        let read = Lut::from_cube(&text);
        let Entries::Curves(curves) = read.unwrap().entries else { panic!("three-dimensional") };
        let value = f64::from(curves[0][1]);
        assert!((value - expected).abs() <= expected.abs() * 1e-7 + 1e-44, "{word} is {value}");
    }
}

#[test]
fn colours_far_outside_are_stored_more_coarsely() {
    let text = "LUT_3D_SIZE 2\n0.5 -0.5 0\n1.9 -2 0\n-3 20 99\n".to_owned() + &"1 1 1\n".repeat(5);
    let lut = Lut::from_cube(&text).unwrap();
    let Lattice { colors, fraction, .. } = lattice(&lut);
    assert_eq!(*fraction, 2, "bits of fraction");
    assert_eq!(colors[0], [510, -510, 0, 0], "rounded again");
    assert_eq!(colors[1], [1938, -2040, 0, 0], "rounded again");
    assert_eq!(colors[2], [-3060, 20400, 32767, 0], "clamped");
}

#[test]
fn errors_name_the_line() {
    let entries = |count: usize| "0.5 0.5 0.5\n".repeat(count);
    let cases = [
        ("", 1),
        ("LUT_3D_SIZE 2\n", 2),
        ("0 0 0\n", 1),
        ("TITLE \"a\"\nTITLE \"b\"\n", 2),
        ("LUT_3D_SIZE 2\n\nLUT_3D_SIZE 2\n", 3),
        ("LUT_3D_SIZE\n", 1),
        ("LUT_3D_SIZE 1\n", 1),
        ("LUT_3D_SIZE 66\n", 1),
        ("LUT_3D_SIZE 2.5\n", 1),
        ("LUT_3D_SIZE -2\n", 1),
        ("LUT_3D_SIZE 1000000000\n", 1),
        ("LUT_1D_SIZE 65537\n", 1),
        ("LUT_1D_SIZE 99999999999999999999999999\n", 1),
        ("LUT_3D_SIZE 2 2\n", 1),
        ("LUT_3D_SIZE two\n", 1),
        ("LUT_1D_SIZE 65536\n0 0 0\n", 2),
        ("LUT_3D_SIZE 65\n0 0 0\n1 1 1\n", 2),
        ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n0 0 0\n0 0 0\n", 3),
        ("DOMAIN_MIN 0 0 nan\n", 1),
        ("DOMAIN_MIN 0 0 -inf\n", 1),
        ("DOMAIN_MAX 1e7 1 1\n", 1),
        ("LUT_1D_SIZE 2\nDOMAIN_MAX 0 0 0\n0 0 0\n0 0 0\n", 3),
        ("LUT_1D_SIZE 2\nDOMAIN_MAX 1 1 2\nLUT_1D_INPUT_RANGE 0 1\n0 0 0\n0 0 0\n", 4),
        ("LUT_1D_SIZE 2\n0 0 0\nTITLE \"late\"\n0 0 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\nnan 0 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n1e99 0 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0 1e5000 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0 1e 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0 . 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0 0x1 0\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0.00 0.00\n", 3),
        ("LUT_1D_SIZE 2\n0 0 0\n0 0 0 0\n", 3),
        ("LUT_IN_VIDEO_RANGE\n", 1),
        ("\u{0}\u{1}\n", 1),
        ("{\"filter\": 1}", 1),
    ];
    let mut cases: Vec<(String, usize)> = cases.iter().map(|&(text, line)| (text.into(), line)).collect();
    cases.push((format!("LUT_3D_SIZE 2\n{}", entries(7)), 9));
    cases.push((format!("LUT_3D_SIZE 2\n{}", entries(9)), 10));
    cases.push((format!("# \r\n{}", "LUT_3D_SIZE 2".to_owned() + &" ".repeat(300) + "x"), 2));
    cases.push(("9".repeat(1 << 20), 1));
    for (text, line) in cases {
        let error = Lut::from_cube(&text).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::Decode, &*format!("line {line}")), "{text:.80}: {error}");
        if let Detail::Text(received) = &error.received {
            assert!(received.chars().count() <= 40, "{received}: only the beginning is shown");
        }
    }
}

#[test]
fn skips_huge_comments_and_blanks() {
    let text = format!("#{}\n{}\n", "x".repeat(1 << 20), " ".repeat(1 << 20)) + GOOD;
    assert!(Lut::from_cube(&text).is_ok(), "comments have no limit");
}

#[test]
fn damaged_text_gives_a_table_or_an_error() {
    let pieces: [&[u8]; 12] = [
        b"\n",
        b"\r",
        b" ",
        b"#",
        b"-",
        b"e",
        b".",
        b"9999999999",
        b"LUT_1D_SIZE",
        b"LUT_3D_SIZE 65\n",
        b"nan",
        b"\xff",
    ];
    let one = "LUT_1D_SIZE 4\nLUT_1D_INPUT_RANGE 0 1\n0 0 0\n0.1 0.2 0.3\n3e-1 4e-1 5e-1\n1 1 1\n";
    let mut random = Random::new(12);
    let (mut tables, mut errors) = (0, 0);
    for round in 0..1000 {
        let mut text = if round % 2 == 0 { GOOD } else { one }.as_bytes().to_vec();
        for _ in 0..1 + random.byte() % 2 {
            let at = (usize::from(random.byte()) << 8 | usize::from(random.byte())) % text.len().max(1);
            if text.is_empty() {
                break;
            }
            match random.byte() % 5 {
                0 => text[at] = random.byte(),
                1 => drop(text.remove(at)),
                2 => text.truncate(at),
                3 => drop(text.splice(at..at, pieces[usize::from(random.byte()) % pieces.len()].iter().copied())),
                _ => {
                    let copy = text[at..text.len().min(at + usize::from(random.byte()))].to_vec();
                    drop(text.splice(at..at, copy));
                }
            }
        }
        match Lut::from_cube(&String::from_utf8_lossy(&text)) {
            Ok(lut) => {
                tables += 1;
                let count = match lut.entries() {
                    Entries::Curves(curves) => curves.len() == lut.size(),
                    Entries::Lattice(lattice) => lattice.colors.len() == lut.size().pow(3),
                };
                assert!(count, "all entries are there");
                assert!(lut.domain().iter().all(|(low, high)| low < high), "a domain");
            }
            Err(error) => {
                errors += 1;
                assert_eq!(error.code, Code::Decode, "{error}");
                assert!(error.argument.starts_with("line "), "{error}");
            }
        }
    }
    assert!(tables > 50 && errors > 100, "{tables} tables, {errors} errors");
}
