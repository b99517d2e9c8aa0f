//! Every kind of file that somebody may send, and what becomes of it.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod gallery;

use gallery::{Kind, animation, file, notes, photo, quarters, see_through, with_notes};
use hearth_pictures::{Format, MOST_FRAMES, MOST_MEMORY, Picture, Refusal, Size, is_picture, prepare};
use image::{DynamicImage, GenericImageView};

fn shown(picture: &Picture, size: Size) -> DynamicImage {
    let variant = picture.variants.iter().find(|variant| variant.size == size).unwrap();
    let image = image::load_from_memory(&variant.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (variant.width, variant.height));
    image
}

/// Which of the four corners is red, green, blue and white, as `rgbw` from the top left in reading order.
fn corners(image: &DynamicImage) -> String {
    let (right, bottom) = (image.width() - 4, image.height() - 4);
    let colour = |(x, y)| match image.get_pixel(x, y).0 {
        [r, g, b, _] if r > 200 && g > 200 && b > 200 => 'w',
        [r, g, b, _] if r > 200 && g < 60 && b < 60 => 'r',
        [r, g, b, _] if r < 60 && g > 200 && b < 60 => 'g',
        [r, g, b, _] if r < 60 && g < 60 && b > 200 => 'b',
        other => panic!("a colour that wasn't there: {other:?}"),
    };
    [(3, 3), (right, 3), (3, bottom), (right, bottom)].into_iter().map(colour).collect()
}

#[test]
fn all_four_kinds_are_known_by_what_is_in_them() {
    for kind in Kind::ALL {
        let file = file(kind, quarters(1600, 1200));
        assert!(is_picture(&file[..32]), "{kind:?}");
        let picture = prepare(file).unwrap();
        let sizes = picture.variants.iter().map(|variant| (variant.size, variant.width, variant.height));
        let wanted = [(Size::Thumbnail, 256, 192), (Size::Medium, 1024, 768), (Size::Full, 1600, 1200)];
        assert!(sizes.eq(wanted), "{kind:?}");
        for size in Size::ALL {
            assert_eq!(corners(&shown(&picture, size)), "rgbw", "{kind:?}");
        }
        assert!((5..40).contains(&picture.placeholder.len()));
    }
}

#[test]
fn each_way_of_holding_a_camera_is_turned_upright() {
    // What the eight say: as it is; mirrored; upside down; both; and the four of those that lie on a side.
    let turned = ["rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"];
    for kind in [Kind::Jpeg, Kind::Png, Kind::Webp] {
        for (orientation, wanted) in (1..).zip(turned) {
            let picture = prepare(with_notes(kind, quarters(320, 200), Some(notes(orientation)))).unwrap();
            let full = shown(&picture, Size::Full);
            assert_eq!(corners(&full), wanted, "{kind:?}, {orientation}");
            let upright = if orientation < 5 { (320, 200) } else { (200, 320) };
            assert_eq!((full.width(), full.height()), upright, "{kind:?}, {orientation}");
        }
    }
}

#[test]
fn nothing_of_the_notes_is_in_what_comes_out() {
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    let secrets = [gallery::SECRET.as_bytes(), b"II*", b"Exif", b"eXIf", b"EXIF", b"<html>", b"script"];
    let mut files: Vec<Vec<u8>> = [Kind::Jpeg, Kind::Png, Kind::Webp]
        .map(|kind| with_notes(kind, photo(500, 400), Some(notes(6))))
        .into_iter()
        .collect();
    files.push(gallery::page_in_a_jpeg());
    for file in files {
        assert!(secrets.iter().any(|secret| holds(&file, secret)), "the premise: it is in what goes in");
        let picture = prepare(file).unwrap();
        for variant in &picture.variants {
            for secret in secrets {
                assert!(!holds(&variant.bytes, secret), "{:?}: {}", variant.size, String::from_utf8_lossy(secret));
            }
        }
    }
}

#[test]
fn what_is_no_picture_is_refused() {
    for file in [vec![], vec![0xff], gallery::svg(), gallery::jpeg_in_a_page(), b"BM".repeat(100), vec![0; 1000]] {
        assert!(!is_picture(&file));
        assert_eq!(prepare(file).unwrap_err(), Refusal::NotAPicture);
    }
    // The right beginning alone doesn't make one.
    for head in [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x10\0\0\0WEBP"] {
        let file = [head, &[7; 500]].concat();
        assert_eq!(prepare(file).unwrap_err(), Refusal::Damaged, "{head:?}");
    }
}

#[test]
fn what_is_cut_off_is_damaged() {
    for kind in Kind::ALL {
        let file = file(kind, photo(300, 200));
        for part in [file.len() / 8, file.len() / 2, file.len() * 9 / 10] {
            assert_eq!(prepare(file[..part].to_vec()).unwrap_err(), Refusal::Damaged, "{kind:?}, {part}");
        }
    }
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let bomb = gallery::bomb(30_000, 30_000);
    assert!(bomb.len() < 2_000_000, "the premise: it is small, {}", bomb.len());
    assert_eq!(prepare(bomb).unwrap_err(), Refusal::TooManyPixels);
    // Few enough pixels, but all in one row.
    for (width, height) in [(1, 60_000_000), (60_000_000, 1), (1, 65_536)] {
        assert_eq!(prepare(gallery::bomb(width, height)).unwrap_err(), Refusal::TooManyPixels, "{width} x {height}");
    }
    // Few enough pixels, but of eight bytes each.
    let wide = image::ImageBuffer::<image::Rgba<u16>, _>::new(5000, 4200);
    let wide = file(Kind::Png, wide);
    assert_eq!(prepare(wide).unwrap_err(), Refusal::TooMuchMemory);
}

/// The most memory that this process ever had, in MiB. Each test is a process of its own, run by nextest.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn the_largest_photograph_takes_no_more_than_was_said() {
    let large = file(Kind::Jpeg, photo(6400, 4800));
    let before = peak_memory();
    let picture = prepare(large).unwrap();
    assert_eq!(picture.variants.len(), 3);
    // Making the file took the photo itself already.
    let most = (MOST_MEMORY * 2) >> 20;
    assert!(peak_memory() < most.max(before + 88), "{} MiB", peak_memory());
    let larger = file(Kind::Jpeg, photo(6500, 4800));
    assert_eq!(prepare(larger).unwrap_err(), Refusal::TooMuchMemory);
}

#[test]
fn the_frames_of_an_animation_are_counted_and_the_first_is_kept() {
    let image = DynamicImage::from(quarters(40, 40));
    let few = prepare(animation(&image, 3)).unwrap();
    assert_eq!(corners(&shown(&few, Size::Full)), "rgbw");
    assert_eq!(prepare(animation(&image, MOST_FRAMES + 1)).unwrap_err(), Refusal::TooManyFrames);
}

#[test]
fn what_is_see_through_stays_so_and_lends_no_colour() {
    for kind in [Kind::Png, Kind::Webp, Kind::Gif] {
        let picture = prepare(file(kind, see_through(1200, 1200))).unwrap();
        for size in Size::ALL {
            let image = shown(&picture, size);
            let middle = image.width() / 2;
            assert_eq!(image.get_pixel(1, 1).0[3], 0, "{kind:?}");
            assert_eq!(image.get_pixel(middle, middle).0, [255, 0, 0, 255], "{kind:?}");
            // Along the edge, green that couldn't be seen would show now.
            let seen = image.pixels().filter(|(_, _, colour)| colour.0[3] > 16);
            assert!(seen.clone().count() > 0 && seen.map(|(_, _, colour)| colour.0[1]).all(|green| green < 40));
        }
    }
}

#[test]
fn the_smaller_way_of_writing_it_is_taken() {
    let formats = |file| prepare(file).unwrap().variants.iter().map(|variant| variant.format).collect::<Vec<_>>();
    assert_eq!(formats(file(Kind::Jpeg, photo(900, 700))), [Format::Jpeg; 3]);
    assert_eq!(formats(file(Kind::Png, photo(900, 700))), [Format::Jpeg; 3]);
    assert_eq!(formats(file(Kind::Png, quarters(900, 700))), [Format::Webp; 3]);
}

#[test]
fn whatever_is_done_to_a_file_nothing_panics() {
    for kind in Kind::ALL {
        let whole = with_notes(kind, quarters(60, 40), Some(notes(3)));
        for at in 0..whole.len() {
            let mut file = whole.clone();
            file[at] ^= 0x5a;
            // Whether it is a picture still doesn't matter.
            let _ = prepare(file);
        }
    }
}
