//! The outline of a JPEG file: its segments, without what is in them. The reader fills what is missing with grey and
//! says nothing, so whether the file is whole has to be found out before.

/// What the outline tells.
#[derive(Default)]
pub struct Outline {
    progressive: bool,
    /// How many components the picture has, and how many of them its first scan brings.
    components: u8,
    first_scan: Option<u8>,
}

impl Outline {
    /// How many bytes a pixel takes while it is read, beside itself: a picture that comes in several scans is put
    /// together from all its coefficients, of two bytes each.
    pub fn coefficients(&self) -> u64 {
        let in_scans = self.progressive || self.first_scan.is_some_and(|first| first < self.components);
        if in_scans { 2 * u64::from(self.components) } else { 0 }
    }
}

/// None unless the file goes on to its end mark. What follows that is nobody's business: it isn't read.
pub fn outline(file: &[u8]) -> Option<Outline> {
    let mut at = 2;
    let mut outline = Outline::default();
    loop {
        let marker = next_marker(file, &mut at)?;
        match marker {
            // The end.
            0xd9 => return Some(outline),
            // Those that stand alone.
            0x01 | 0xd0..=0xd8 => continue,
            // Frames: all of SOF0 to SOF15 but the three that are something else. Every second pair is progressive.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => {
                outline.progressive |= marker & 3 == 2;
                // Behind the length, the precision and two sides.
                outline.components = outline.components.max(file.get(at + 7).copied().unwrap_or(0));
            }
            // Scans.
            0xda => outline.first_scan = outline.first_scan.or(file.get(at + 2).copied()),
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*file.get(at)?, *file.get(at + 1)?]));
        if length < 2 {
            return None;
        }
        at += length;
    }
}

/// The next marker, past whatever coded data stand before it (in which 0xff is followed by zero).
fn next_marker(file: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let rest = file.get(*at..)?;
        let start = *at + rest.iter().position(|byte| *byte == 0xff)?;
        let marker = *file.get(start + 1)?;
        // 0xff may be repeated as filling.
        *at = if marker == 0xff { start + 1 } else { start + 2 };
        if marker != 0 && marker != 0xff {
            return Some(marker);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_its_end_is_not_whole() {
        let start = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0xff, 0xd9];
        let whole =
            [&start[..], &[0xff, 0xc2, 0, 2, 0xff, 0xda, 0, 2, 7, 0xff, 0, 0xff, 0xd0, 9, 0xff, 0xff, 0xd9]].concat();
        assert!(outline(&whole).unwrap().progressive);
        for length in 0..whole.len() {
            assert!(outline(&whole[..length]).is_none(), "{length}");
        }
        assert!(outline(&[&whole[..], b"<html>"].concat()).is_some());
        assert!(!outline(&[0xff, 0xd8, 0xff, 0xc1, 0, 2, 0xff, 0xd9]).unwrap().progressive);
    }

    #[test]
    fn what_comes_in_several_scans_needs_all_its_coefficients() {
        let file = |frame: u8, components: u8, first: u8| {
            let frame = [0xff, 0xd8, 0xff, frame, 0, 8, 8, 0, 1, 0, 1, components];
            let scans = [0xff, 0xda, 0, 3, first, 5, 0xff, 0xda, 0, 3, components, 5, 0xff, 0xd9];
            outline(&[&frame[..], &scans].concat()).unwrap().coefficients()
        };
        assert_eq!((file(0xc0, 3, 3), file(0xc0, 1, 1)), (0, 0), "all of it in the first");
        assert_eq!((file(0xc0, 3, 1), file(0xc1, 4, 3)), (6, 8));
        assert_eq!((file(0xc2, 3, 3), file(0xc2, 1, 1)), (6, 2), "progressive");
    }
}
