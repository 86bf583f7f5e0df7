//! The areas of an animation's canvas.

/// The area of a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Area {
    /// Returns the number of bytes of its pixels.
    pub(super) fn bytes(&self) -> usize {
        self.width.saturating_mul(self.height).saturating_mul(4)
    }

    pub(super) fn is_within(&self, width: usize, height: usize) -> bool {
        self.x.saturating_add(self.width) <= width && self.y.saturating_add(self.height) <= height
    }

    /// Returns the rows of the area, clipped to the canvas.
    fn rows<'a>(&self, canvas: &'a mut [u8], width: usize) -> impl Iterator<Item = &'a mut [[u8; 4]]> {
        let Self { x, y, height, .. } = *self;
        let (from, to) = (x.min(width), (x + self.width).min(width));
        canvas.as_chunks_mut::<4>().0.chunks_exact_mut(width).skip(y).take(height).map(move |row| &mut row[from..to])
    }

    /// Makes the area transparent.
    pub(super) fn clear(&self, canvas: &mut [u8], width: usize) {
        self.rows(canvas, width).for_each(|row| row.fill([0; 4]));
    }

    /// Draws the pixels of the area: over those of the canvas, or in their place.
    pub(super) fn draw(&self, pixels: &[u8], canvas: &mut [u8], width: usize, blend: bool) {
        if self.width == 0 {
            return;
        }
        for (to, from) in self.rows(canvas, width).zip(pixels.as_chunks::<4>().0.chunks_exact(self.width)) {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = if blend { over(from, *to) } else { from };
            }
        }
    }
}

/// Composites a colour over another one, both not premultiplied.
fn over(top: [u8; 4], under: [u8; 4]) -> [u8; 4] {
    if top[3] == 255 || under[3] == 0 {
        return if top[3] == 0 { under } else { top };
    }
    if top[3] == 0 {
        return under;
    }
    let [alpha, behind] = [u32::from(top[3]), u32::from(under[3])];
    // The weights of both colours, and their sum: alpha times 255. It isn't 0, because neither alpha is.
    let (front, back) = (alpha * 255, behind * (255 - alpha));
    let sum = front + back;
    let mix = |index: usize| ((u32::from(top[index]) * front + u32::from(under[index]) * back + sum / 2) / sum) as u8;
    [mix(0), mix(1), mix(2), ((sum + 127) / 255) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compositing_follows_the_definition() {
        for alpha in [0, 1, 2, 100, 128, 254, 255u8] {
            for behind in [0, 1, 3, 77, 128, 254, 255u8] {
                for (c, d) in [(0, 255), (255, 0), (13, 200), (99, 98)] {
                    let found = over([c, c, c, alpha], [d, d, d, behind]);
                    let (a, b) = (f64::from(alpha) / 255.0, f64::from(behind) / 255.0);
                    let sum = a + b * (1.0 - a);
                    assert!((f64::from(found[3]) - sum * 255.0).abs() <= 0.5 + 1e-9, "{alpha} over {behind}");
                    if sum > 0.0 {
                        let color = (f64::from(c) * a + f64::from(d) * b * (1.0 - a)) / sum;
                        let apart = (f64::from(found[0]) - color).abs();
                        assert!(apart <= 0.5 + 1e-9, "{c},{alpha} over {d},{behind}: {apart}");
                    }
                }
            }
        }
    }

    #[test]
    fn areas_are_clipped() {
        let mut canvas = [9; 3 * 2 * 4];
        let area = Area { x: 2, y: 1, width: 5, height: 5 };
        area.draw(&[7; 100], &mut canvas, 3, false);
        assert!(canvas[..20].iter().all(|&byte| byte == 9) && canvas[20..] == [7; 4]);
        Area { x: 9, y: 0, width: 5, height: 9 }.clear(&mut canvas, 3);
        Area { x: 0, y: 1, width: 2, height: 1 }.clear(&mut canvas, 3);
        assert_eq!(canvas[12..20], [0; 8]);
    }
}
