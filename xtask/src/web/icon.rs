//! The icon as PNG, for home screens that take no SVG: the rectangles of `client-kit/static/icon.svg`
//! over the whole square, so that a system may cut it to its own shape.

use anyhow::Result;
use flate2::{Compression, Crc, write::ZlibEncoder};
use std::io::Write;

const GROUND: [u8; 3] = [0x0b, 0x0e, 0x10];
const LIGHT: [u8; 3] = [0xf3, 0xf5, 0xf6];
const AMBER: [u8; 3] = [0xff, 0xb2, 0x24];

/// x, y, width and height in the drawing's 64 units, and colour.
const DRAWING: [(u32, u32, u32, u32, [u8; 3]); 3] = [(10, 14, 44, 7, LIGHT), (14, 26, 16, 24, LIGHT), (34, 26, 16, 15, AMBER)];

/// A square of so many pixels.
pub fn png(size: u32) -> Result<Vec<u8>> {
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::best());
    for y in 0..size {
        // Each row says first that it is not filtered.
        pixels.write_all(&[0])?;
        for x in 0..size {
            pixels.write_all(&colour(x * 64 / size, y * 64 / size))?;
        }
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [size.to_be_bytes(), size.to_be_bytes()].concat();
    // Eight bits a channel, three channels, nothing special.
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &pixels.finish()?);
    chunk(&mut png, b"IEND", &[]);
    Ok(png)
}

fn colour(x: u32, y: u32) -> [u8; 3] {
    let inside = |(left, top, width, height, _): &&(u32, u32, u32, u32, _)| {
        (*left..left + width).contains(&x) && (*top..top + height).contains(&y)
    };
    DRAWING.iter().find(inside).map_or(GROUND, |part| part.4)
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(data);
    png.extend((data.len() as u32).to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(crc.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_has_its_ground_and_its_parts() {
        assert_eq!((colour(0, 0), colour(11, 15), colour(35, 27), colour(63, 63)), (GROUND, LIGHT, AMBER, GROUND));
        let png = png(64).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png[16..24] == [0, 0, 0, 64, 0, 0, 0, 64]);
    }
}
