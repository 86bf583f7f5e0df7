//! The same samples in other planes: chroma channels interleaved, or in planes of their own.

use crate::image::frame::{Format, FrameMut, FrameRef};
use crate::simd::{I16x8, U8x16};

/// Returns the format that has the samples of `format`, whose chroma channels are interleaved, in planes of their own.
pub(crate) fn separated(format: Format) -> Option<Format> {
    let spec = format.spec();
    if spec.planes.get(1).is_none_or(|plane| plane.channels != 2) {
        return None;
    }
    Format::ALL.iter().copied().find(|other| {
        let other = other.spec();
        (other.sample, other.model, other.alpha) == (spec.sample, spec.model, spec.alpha)
            && other.planes.iter().all(|plane| plane.channels == 1)
            && other.planes.get(1).map(|plane| plane.halvings) == spec.planes.get(1).map(|plane| plane.halvings)
    })
}

/// Copies the samples of `source` to `target`: one of the formats is that of [`separated`] for the other. Samples are bytes.
pub(crate) fn repack(source: &FrameRef<'_>, target: &mut FrameMut<'_>) {
    target.plane_mut(0).copy_from(source.plane(0));
    let (from, to) = (source.layout().planes().len(), target.layout().planes().len());
    if source.layout().format().spec().alpha {
        target.plane_mut(to - 1).copy_from(source.plane(from - 1));
    }
    let (u, v) = (source.plane(1), source.plane(2));
    let (to_u, to_v) = target.chroma_mut();
    if from < to {
        let rows = u.rows().zip(to_u.into_rows().zip(to_v.into_rows()));
        rows.for_each(|(row, (u, v))| split(row, u, v));
    } else {
        u.rows().zip(v.rows()).zip(to_u.into_rows()).for_each(|((u, v), row)| join(u, v, row));
    }
}

fn split(row: &[u8], u: &mut [u8], v: &mut [u8]) {
    let (body, tail) = row.as_chunks::<32>();
    let (to_u, u_tail) = u.as_chunks_mut::<16>();
    let (to_v, v_tail) = v.as_chunks_mut::<16>();
    for ((chunk, u), v) in body.iter().zip(to_u).zip(to_v) {
        let [a, b] = chunk.as_chunks::<16>().0 else { continue };
        let (a, b) = (U8x16::load(a), U8x16::load(b));
        I16x8::narrow(a.even(), b.even()).store(u);
        I16x8::narrow(a.odd(), b.odd()).store(v);
    }
    for ((&[a, b], u), v) in tail.as_chunks::<2>().0.iter().zip(u_tail).zip(v_tail) {
        (*u, *v) = (a, b);
    }
}

fn join(u: &[u8], v: &[u8], row: &mut [u8]) {
    let (body, tail) = row.as_chunks_mut::<32>();
    let ((u, u_tail), (v, v_tail)) = (u.as_chunks::<16>(), v.as_chunks::<16>());
    for ((chunk, u), v) in body.iter_mut().zip(u).zip(v) {
        let (u, v) = (U8x16::load(u), U8x16::load(v));
        let [a, b] = chunk.as_chunks_mut::<16>().0 else { continue };
        u.zip_low(v).store(a);
        u.zip_high(v).store(b);
    }
    tail.as_chunks_mut::<2>().0.iter_mut().zip(u_tail.iter().zip(v_tail)).for_each(|(to, (&u, &v))| *to = [u, v]);
}
