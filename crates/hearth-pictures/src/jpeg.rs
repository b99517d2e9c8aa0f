//! The outline of a JPEG file: its segments, without what is in them. The reader fills what is missing with grey and
//! says nothing, so whether the file is whole has to be found out before.

/// What the outline tells.
pub struct Outline {
    pub progressive: bool,
}

/// None unless the file goes on to its end mark. What follows that is nobody's business: it isn't read.
pub fn outline(file: &[u8]) -> Option<Outline> {
    let mut at = 2;
    let mut progressive = false;
    loop {
        let marker = next_marker(file, &mut at)?;
        match marker {
            // The end.
            0xd9 => return Some(Outline { progressive }),
            // Those that stand alone.
            0x01 | 0xd0..=0xd8 => continue,
            // Frames: all of SOF0 to SOF15 but the three that are something else. Every second pair is progressive.
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&marker) => progressive |= marker & 3 == 2,
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
}
