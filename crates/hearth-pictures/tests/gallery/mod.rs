//! Files that people send, made on the spot. The server's own tests use them too.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::io::Write;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, Frame, ImageEncoder, ImageResult, Rgb, RgbImage, Rgba, RgbaImage};

/// What stands in the notes beside the pixels, and must be nowhere in the end.
pub const SECRET: &str = "taken at our kitchen table";

/// A quarter each of red, green, blue and white, from the top left in reading order; so each way of turning it shows.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    })
}

/// As from a camera: soft, and no two pixels alike.
pub fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 28;
        let part = |at: u32, of: u32| (at * 200 / of + noise) as u8;
        Rgb([part(x, width), part(y, height), part(x + y, width + height)])
    })
}

/// Red in the middle, nothing around it.
pub fn see_through(width: u32, height: u32) -> RgbaImage {
    let middle = |at: u32, of: u32| at > of / 4 && at < of * 3 / 4;
    RgbaImage::from_fn(width, height, |x, y| {
        if middle(x, width) && middle(y, height) { Rgba([255, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) }
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
    Gif,
    Webp,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Png, Kind::Jpeg, Kind::Gif, Kind::Webp];
}

pub fn file(kind: Kind, image: impl Into<DynamicImage>) -> Vec<u8> {
    with_notes(kind, image, None)
}

/// With an EXIF block beside the pixels; a GIF can have none.
pub fn with_notes(kind: Kind, image: impl Into<DynamicImage>, notes: Option<Vec<u8>>) -> Vec<u8> {
    let (image, mut bytes) = (image.into(), Vec::new());
    let encoded = match kind {
        Kind::Png => written(PngEncoder::new(&mut bytes), &image, notes),
        Kind::Jpeg => written(JpegEncoder::new_with_quality(&mut bytes, 90), &image, notes),
        Kind::Webp => written(WebPEncoder::new_lossless(&mut bytes), &image, notes),
        Kind::Gif => return animation(&image, 1),
    };
    encoded.unwrap();
    bytes
}

fn written(mut encoder: impl ImageEncoder, image: &DynamicImage, notes: Option<Vec<u8>>) -> ImageResult<()> {
    if let Some(notes) = notes {
        encoder.set_exif_metadata(notes).unwrap();
    }
    image.write_with_encoder(encoder)
}

/// A GIF that shows the same so often.
pub fn animation(image: &DynamicImage, frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for _ in 0..frames {
        encoder.encode_frame(Frame::new(image.to_rgba8())).unwrap();
    }
    drop(encoder);
    bytes
}

/// An EXIF block as cameras write it: which side is up (1 to 8), a description, and where it was taken.
pub fn notes(orientation: u16) -> Vec<u8> {
    // TIFF, little endian. A directory is a count, entries of twelve bytes (tag, type, count, value or place), and a
    // link to the next.
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let text = format!("{SECRET}\0");
    let (ascii, short, long, rational) = (2, 3, 4, 5);
    let first = 8 + 2 + 3 * 12 + 4;
    let gps = first + u32::try_from(text.len()).unwrap();
    let numbers = gps + 2 + 2 * 12 + 4;
    let mut bytes = b"II*\0\x08\0\0\0\x03\0".to_vec();
    bytes.extend(entry(0x010e, ascii, text.len() as u32, first));
    bytes.extend(entry(0x0112, short, 1, orientation.into()));
    bytes.extend(entry(0x8825, long, 1, gps));
    bytes.extend([0; 4]);
    bytes.extend(text.as_bytes());
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend(entry(0x0001, ascii, 2, u32::from(b'N')));
    bytes.extend(entry(0x0002, rational, 3, numbers));
    bytes.extend([0; 4]);
    for degrees in [47_u32, 22, 15] {
        bytes.extend(degrees.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
    }
    bytes
}

/// A PNG of so many black pixels, whole and valid, in few bytes.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    even(width, height, png::ColorType::Grayscale, png::BitDepth::One, &vec![0; width.div_ceil(8) as usize])
}

/// A PNG through which all shines through.
pub fn veil(width: u32, height: u32) -> Vec<u8> {
    even(width, height, png::ColorType::Rgba, png::BitDepth::Eight, &[90, 60, 200, 128].repeat(width as usize))
}

/// A PNG all of whose rows are alike.
fn even(width: u32, height: u32, colour: png::ColorType, depth: png::BitDepth, row: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Fast);
    // Then rows that are alike are rows of zeros.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header().unwrap();
    let mut rows = writer.stream_writer().unwrap();
    for _ in 0..height {
        rows.write_all(row).unwrap();
    }
    rows.finish().unwrap();
    writer.finish().unwrap();
    bytes
}

/// A web page that is a JPEG as well: it stands in a comment of the picture, and after its end.
pub fn page_in_a_jpeg() -> Vec<u8> {
    let page = format!("<html><script>alert('{SECRET}')</script></html>");
    let picture = file(Kind::Jpeg, photo(64, 48));
    let length = u16::try_from(page.len() + 2).unwrap().to_be_bytes();
    [&picture[..2], b"\xff\xfe", &length, page.as_bytes(), &picture[2..], page.as_bytes()].concat()
}

/// A JPEG that begins as a web page.
pub fn jpeg_in_a_page() -> Vec<u8> {
    [b"<html><script>alert(1)</script><!-- ", &file(Kind::Jpeg, photo(64, 48))[..], b" --></html>"].concat()
}

pub fn svg() -> Vec<u8> {
    b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec()
}
