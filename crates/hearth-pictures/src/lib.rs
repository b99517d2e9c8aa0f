//! What becomes of an uploaded picture. Pure: bytes in, pictures out; no files, no clock, no settings.
//!
//! What goes in is anything that somebody sent. What comes out was drawn anew from its pixels, so nothing of what stood
//! beside them is in it: no place, no camera, no comment, no page that poses as a picture. All limits are checked on
//! the headers, before anything of the picture's size is allocated.
//!
//! The caller runs one at a time, in a thread of its own: the memory is bounded per picture.

mod jpeg;
mod write;

use std::io::Cursor;

use fast_image_resize::{FilterType, MulDiv, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

/// More pixels than any camera in a pocket has.
pub const MOST_PIXELS: u64 = 60_000_000;
/// The longest side. What a resizer computes for a side grows with it, however narrow the picture is.
pub const MOST_SIDE: u32 = 65_535;
/// Of an animation only the first picture is kept, but its frames are counted.
pub const MOST_FRAMES: usize = 1000;
/// What reading one picture may take beside its file, in bytes: 30 million pixels of three bytes. Making it smaller
/// takes about half as much again, and all of the server is to stay below 300 MiB.
pub const MOST_MEMORY: u64 = 88 << 20;

/// Why a file doesn't become a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("neither PNG, JPEG, GIF nor WebP")]
    NotAPicture,
    #[error("more pixels than allowed")]
    TooManyPixels,
    #[error("more frames than allowed")]
    TooManyFrames,
    #[error("reading it would take more memory than allowed")]
    TooMuchMemory,
    #[error("broken or cut off")]
    Damaged,
}

/// The sizes in which each picture is made; one that is smaller stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Thumbnail,
    Medium,
    Full,
}

impl Size {
    pub const ALL: [Size; 3] = [Size::Thumbnail, Size::Medium, Size::Full];

    /// The longest side, in pixels.
    pub fn longest(self) -> u32 {
        match self {
            Size::Thumbnail => 256,
            Size::Medium => 1024,
            Size::Full => 2560,
        }
    }
}

/// What a variant is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
}

/// One size of a picture.
#[derive(Clone, Debug)]
pub struct Variant {
    pub size: Size,
    pub format: Format,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// A picture, ready to be shown.
#[derive(Clone, Debug)]
pub struct Picture {
    /// A ThumbHash: about 25 bytes that draw a blurred likeness.
    pub placeholder: Vec<u8>,
    /// In the order of [`Size::ALL`].
    pub variants: Vec<Variant>,
}

/// What the file is by its first bytes, whatever it is called. 32 bytes are enough.
pub fn is_picture(head: &[u8]) -> bool {
    kind(head).is_some()
}

fn kind(head: &[u8]) -> Option<ImageFormat> {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    image::guess_format(head).ok().filter(|format| [Gif, Jpeg, Png, WebP].contains(format))
}

/// Checks, reads, turns upright, makes the sizes.
pub fn prepare(file: Vec<u8>) -> Result<Picture, Refusal> {
    let format = kind(&file).ok_or(Refusal::NotAPicture)?;
    let mut needs = Needs::of(format, &file)?;
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Damaged)?;
    needs.check(&decoder)?;
    // A picture whose notes can't be read is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let whole = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged)?;
    // Made smaller first: turning needs a copy.
    let mut full = reduced(whole, Size::Full.longest())?;
    full.apply_orientation(orientation);
    let medium = reduced(full.clone(), Size::Medium.longest())?;
    let thumbnail = reduced(medium.clone(), Size::Thumbnail.longest())?;
    let placeholder = placeholder(&thumbnail)?;
    let drawn = format != ImageFormat::Jpeg;
    let variants = [(Size::Thumbnail, thumbnail), (Size::Medium, medium), (Size::Full, full)];
    let variants = variants.into_iter().map(|(size, image)| write::variant(size, &image, drawn));
    Ok(Picture { placeholder, variants: variants.collect::<Result<_, _>>()? })
}

/// What reading a file takes, as far as its kind says.
struct Needs {
    /// Buffers of the reader beside the pixels themselves: so many bytes for each pixel, and so often the pixels' own.
    per_pixel: u64,
    times: u64,
}

impl Needs {
    fn of(format: ImageFormat, file: &[u8]) -> Result<Self, Refusal> {
        match format {
            ImageFormat::Jpeg => match jpeg::outline(file) {
                None => Err(Refusal::Damaged),
                Some(outline) => Ok(Self { per_pixel: outline.coefficients(), times: 1 }),
            },
            ImageFormat::Gif => {
                count_gif_frames(file)?;
                Ok(Self { per_pixel: 0, times: 2 })
            }
            ImageFormat::WebP => {
                count_webp_frames(file)?;
                Ok(Self { per_pixel: 1, times: 2 })
            }
            _ => Ok(Self { per_pixel: 0, times: 1 }),
        }
    }

    fn check(&mut self, decoder: &impl ImageDecoder) -> Result<(), Refusal> {
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(Refusal::Damaged);
        }
        if pixels > MOST_PIXELS || width.max(height) > MOST_SIDE {
            return Err(Refusal::TooManyPixels);
        }
        if decoder.total_bytes() * self.times + pixels * self.per_pixel > MOST_MEMORY {
            return Err(Refusal::TooMuchMemory);
        }
        Ok(())
    }
}

/// Goes from frame to frame without reading what is in them.
fn count_gif_frames(file: &[u8]) -> Result<(), Refusal> {
    let mut options = gif::DecodeOptions::new();
    options.skip_frame_decoding(true);
    let mut decoder = options.read_info(Cursor::new(file)).map_err(|_| Refusal::Damaged)?;
    let mut frames = 0;
    while decoder.next_frame_info().map_err(|_| Refusal::Damaged)?.is_some() {
        frames += 1;
        if frames > MOST_FRAMES {
            return Err(Refusal::TooManyFrames);
        }
    }
    Ok(())
}

/// A WebP's frames are chunks, one after the other: a name of four letters, a length, and an even number of bytes.
fn count_webp_frames(file: &[u8]) -> Result<(), Refusal> {
    let (mut at, mut frames) = (12, 0);
    while let Some(head) = file.get(at..at + 8) {
        frames += usize::from(&head[..4] == b"ANMF");
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        at = at.saturating_add(8).saturating_add(length).saturating_add(length % 2);
    }
    if frames > MOST_FRAMES { Err(Refusal::TooManyFrames) } else { Ok(()) }
}

/// With its longest side at most so long.
fn reduced(mut image: DynamicImage, longest: u32) -> Result<DynamicImage, Refusal> {
    let (width, height) = (image.width(), image.height());
    let side = width.max(height);
    if side <= longest {
        return Ok(image);
    }
    let scaled = |length: u32| {
        let scaled = (u64::from(length) * u64::from(longest) + u64::from(side) / 2) / u64::from(side);
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    let mut small = DynamicImage::new(scaled(width), scaled(height), image.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).use_alpha(false);
    // In place, because the resizer itself would do it on a copy. What is transparent must not lend its colour.
    let alpha = image.color().has_alpha();
    if alpha {
        MulDiv::new().multiply_alpha_inplace(&mut image).map_err(|_| Refusal::Damaged)?;
    }
    Resizer::new().resize(&image, &mut small, &options).map_err(|_| Refusal::Damaged)?;
    if alpha {
        MulDiv::new().divide_alpha_inplace(&mut small).map_err(|_| Refusal::Damaged)?;
    }
    Ok(small)
}

fn placeholder(thumbnail: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    // The most that a ThumbHash takes.
    let tiny = reduced(thumbnail.clone(), 100)?.into_rgba8();
    Ok(thumbhash::rgba_to_thumb_hash(tiny.width() as usize, tiny.height() as usize, tiny.as_raw()))
}
