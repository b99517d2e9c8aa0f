//! Writing the variants.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageResult};

use crate::{Format, Refusal, Size, Variant};

/// Of 100. Beyond it files grow and pictures hardly get better.
const QUALITY: u8 = 82;

/// JPEG, or PNG where something shows through. `drawn`: perhaps a drawing or a screenshot, which WebP, that here loses
/// nothing, often says in fewer bytes; for what comes from a camera it never does.
pub fn variant(size: Size, image: &DynamicImage, drawn: bool) -> Result<Variant, Refusal> {
    let image = eight_bits(image);
    let (mut format, mut bytes) = match &image {
        DynamicImage::ImageRgba8(_) => (Format::Png, written(|out| image.write_with_encoder(PngEncoder::new(out)))?),
        _ => (Format::Jpeg, written(|out| image.write_with_encoder(JpegEncoder::new_with_quality(out, QUALITY)))?),
    };
    if drawn {
        let webp = written(|out| image.write_with_encoder(WebPEncoder::new_lossless(out)))?;
        if webp.len() < bytes.len() {
            (format, bytes) = (Format::Webp, webp);
        }
    }
    Ok(Variant { size, format, width: image.width(), height: image.height(), bytes })
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> ImageResult<()>) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|_| Refusal::Damaged)?;
    Ok(bytes)
}

/// Three bytes a pixel; four where something shows through.
fn eight_bits(image: &DynamicImage) -> DynamicImage {
    if image.color().has_alpha() {
        let image = image.to_rgba8();
        if image.pixels().any(|pixel| pixel.0[3] < 255) {
            return image.into();
        }
    }
    image.to_rgb8().into()
}
