use alloc::vec::Vec;

use super::super::ChromaUpsampling;
use super::super::tests::{exact_rgb, exact_yuv, samples, spaces, to_bytes, upsampled};
use super::{FloatReader, FloatWriter};
use crate::image::frame::{ChromaSiting, ColorModel, ColorSpace, Format, Frame, FrameLayout, Sample};
use crate::image::testing::Random;

/// Frames of noise of every YUV format, in every colour space.
fn each_frame(mut check: impl FnMut(&Frame, &ColorSpace, u32)) {
    let mut random = Random::new(3);
    for &format in Format::ALL.iter().filter(|format| format.spec().model == ColorModel::Yuv) {
        let bits = if format.spec().sample == Sample::U10 { 10 } else { 8 };
        for space in spaces() {
            for (width, height) in [(1, 1), (2, 3), (5, 4), (17, 6)] {
                let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
                let count = frame.bytes().len() / format.spec().sample.bytes();
                let bytes = to_bytes(&samples(count, bits, &mut random), bits);
                frame.bytes_mut().copy_from_slice(&bytes);
                check(&frame, &space, bits);
            }
        }
    }
}

/// The samples of a channel: of which plane, and every how many from which on.
fn channel(frame: &Frame, channel: usize, y: usize) -> Vec<u16> {
    let spec = frame.layout().format().spec();
    let is_interleaved = channel > 0 && spec.planes[1].channels == 2;
    let (plane, start, step) = match channel {
        0 => (0, 0, 1),
        _ if is_interleaved => (1, channel - 1, 2),
        _ => (channel, 0, 1),
    };
    let row = frame.plane(plane).row(y);
    let samples: Vec<u16> = match spec.sample {
        Sample::U10 => row.as_chunks::<2>().0.iter().map(|&bytes| u16::from_le_bytes(bytes)).collect(),
        _ => row.iter().map(|&byte| u16::from(byte)).collect(),
    };
    samples.into_iter().skip(start).step_by(step).collect()
}

#[test]
fn rows_are_read_as_the_standards_define() {
    each_frame(|frame, space, bits| {
        let layout = *frame.layout();
        let halvings = layout.format().halvings();
        for upsampling in [ChromaUpsampling::Bilinear, ChromaUpsampling::Nearest] {
            let mut reader = FloatReader::new(&layout, space, upsampling).unwrap();
            for y in 0..layout.height() as usize {
                let mut row = vec![[0.0; 4]; layout.width() as usize];
                reader.read(&frame.view(), y, &mut row);
                let last = frame.plane(1).height() - 1;
                let near = y >> halvings[1];
                let far = if y % 2 == 0 { near.saturating_sub(1) } else { (near + 1).min(last) };
                let far = if halvings[1] == 0 { near } else { far };
                for (x, pixel) in row.iter().enumerate() {
                    let chroma = |c: usize| {
                        let rows = [channel(frame, c, near), channel(frame, c, far)];
                        upsampled([&rows[0], &rows[1]], x, space.siting, halvings, upsampling)
                    };
                    let luma = f64::from(channel(frame, 0, y)[x]);
                    let exact = exact_rgb(space, bits, [luma, chroma(1), chroma(2)]);
                    for (got, exact) in pixel.iter().zip(exact) {
                        let what = format!("{layout:?} {space:?} {upsampling:?}: {x}, {y}");
                        assert!((f64::from(*got) - exact / 255.0).abs() < 2e-6, "{what}: {got}, not {}", exact / 255.0);
                    }
                    let spec = layout.format().spec();
                    let alpha = if spec.alpha { f32::from(frame.plane(3).row(y)[x]) / 255.0 } else { 1.0 };
                    assert_eq!(pixel[3], alpha, "alpha");
                }
            }
        }
    });
}

#[test]
fn rows_are_written_as_the_standards_define() {
    let mut random = Random::new(8);
    each_frame(|frame, space, bits| {
        let layout = *frame.layout();
        let [across, down] = layout.format().halvings();
        let (width, height) = (layout.width() as usize, layout.height() as usize);
        // From -0.1 to 1.1.
        let mut float = || f32::from(random.byte()) / 255.0 * 1.2 - 0.1 + f32::from(random.byte()) / 65_025.0;
        let rows: Vec<Vec<[f32; 4]>> =
            (0..height).map(|_| (0..width).map(|_| [float(), float(), float(), float()]).collect()).collect();
        let mut target = Frame::new(layout).unwrap();
        let mut writer = FloatWriter::new(&layout, space, false).unwrap();
        for (y, row) in rows.iter().enumerate() {
            writer.write(&mut target.view_mut(), y, &mut row.clone());
        }
        let most = f64::from((1u32 << bits) - 1);
        let compare = |got: u16, exact: f64, what: &str| {
            let error = (f64::from(got) - exact.clamp(0.0, most)).abs();
            assert!(error < 0.501, "{layout:?} {space:?} {what}: {got}, not {exact}");
        };
        let rgb = |x: usize, y: usize| [0, 1, 2].map(|c| 255.0 * f64::from(rows[y][x][c]));
        for (y, row) in rows.iter().enumerate() {
            for (x, got) in channel(&target, 0, y).into_iter().enumerate() {
                compare(got, exact_yuv(space, bits, rgb(x, y))[0], "luma");
            }
            if layout.format().spec().alpha {
                let alpha = |x: usize| (255.0 * row[x][3]).clamp(0.0, 255.0);
                let near = |(x, &got): (usize, &u8)| (f32::from(got) - alpha(x)).abs() < 0.501;
                assert!(target.plane(3).row(y).iter().enumerate().all(near), "alpha");
            }
        }
        for y in 0..target.plane(1).height() {
            let shared = [y << down, ((y << down) + down as usize).min(height - 1)];
            let chroma = [channel(&target, 1, y), channel(&target, 2, y)];
            for (x, (&got_u, &got_v)) in chroma[0].iter().zip(&chroma[1]).enumerate() {
                let at = x as isize;
                let taps: &[(isize, f64)] = match (across, space.siting) {
                    (0, _) => &[(at, 1.0)],
                    (_, ChromaSiting::Center) => &[(2 * at, 0.5), (2 * at + 1, 0.5)],
                    (_, ChromaSiting::Left) => &[(2 * at - 1, 0.25), (2 * at, 0.5), (2 * at + 1, 0.25)],
                };
                let mut mean = [0.0; 3];
                for (row, &(tap, weight)) in shared.iter().flat_map(|row| taps.iter().map(move |tap| (row, tap))) {
                    let color = rgb(tap.clamp(0, width as isize - 1) as usize, *row);
                    mean.iter_mut().zip(color).for_each(|(mean, value)| *mean += 0.5 * weight * value);
                }
                let [_, u, v] = exact_yuv(space, bits, mean);
                compare(got_u, u, "U");
                compare(got_v, v, "V");
            }
        }
    });
}

/// There and back, all levels of every format stay what they are.
#[test]
fn levels_stay() {
    for &format in Format::ALL {
        let mut frame = Frame::new(FrameLayout::new(format, 64, 16).unwrap()).unwrap();
        let (space, spec) = (frame.metadata().color_space, format.spec());
        for index in 0..spec.planes.len() {
            let samples = frame.plane_mut(index);
            for (y, row) in samples.into_rows().enumerate() {
                let count = row.len() / spec.sample.bytes();
                for x in 0..count {
                    let level = 64 * y + x;
                    let to = &mut row[spec.sample.bytes() * x..][..spec.sample.bytes()];
                    // Chroma is the same for all pixels: its samples are interpolated.
                    let is_chroma = spec.model == ColorModel::Yuv && (index == 1 || index == 2);
                    match spec.sample {
                        Sample::U8 => to[0] = if is_chroma { 120 } else { (level % 200 + 25) as u8 },
                        Sample::U10 => {
                            let level = if is_chroma { 480 } else { (level % 800 + 100) as u16 };
                            to.copy_from_slice(&level.to_le_bytes());
                        }
                        Sample::F32 => to.copy_from_slice(&(level as f32 / 77.0 - 1.0).to_le_bytes()),
                    }
                }
            }
        }
        if !spec.alpha && spec.planes[0].channels == 4 {
            // Padding is opaque.
            frame.bytes_mut().iter_mut().skip(3).step_by(4).for_each(|byte| *byte = 255);
        }
        let mut reader = FloatReader::new(frame.layout(), &space, ChromaUpsampling::Bilinear).unwrap();
        let mut writer = FloatWriter::new(frame.layout(), &space, false).unwrap();
        let mut target = Frame::new(*frame.layout()).unwrap();
        for y in 0..16 {
            let mut row = vec![[0.0; 4]; 64];
            reader.read(&frame.view(), y, &mut row);
            writer.write(&mut target.view_mut(), y, &mut row);
        }
        assert!(target.bytes() == frame.bytes(), "{format:?}");
    }
}
