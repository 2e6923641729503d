//! Packs the fonts that npm fetched into `packages/node_modules` for embedding.
//!
//! Without them the crate still builds, so that `cargo build` alone works; the program then says
//! so when a PDF is asked for and looks for the fonts of the machine.
#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads fonts and writes what the crate includes"
)]

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::{env, fs};

/// Where npm puts them, and the name each is embedded under.
const FONTS: [(&str, &str); 2] = [
    ("noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf", "SERIF"),
    ("noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf", "SANS"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let out = Path::new(&out);
    let packages = Path::new("../../packages");
    println!("cargo::rerun-if-changed=build.rs");
    // The whole folder: it is there before npm has run, and the stamp npm leaves in it makes the
    // first build after `npm ci` embed. Watching an absent file would rebuild every time.
    println!("cargo::rerun-if-changed=../../packages");
    let mut code = Vec::new();
    for (path, name) in FONTS {
        let source = packages.join("node_modules/@expo-google-fonts").join(path);
        let value = if source.is_file() {
            fs::write(out.join(format!("{name}.zlib")), pack(&fs::read(&source)?)?)?;
            format!("Some(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.zlib\")))")
        } else {
            "None".to_owned()
        };
        writeln!(code, "const {name}: Option<&[u8]> = {value};")?;
    }
    fs::write(out.join("embedded.rs"), code)?;
    Ok(())
}

fn pack(font: &[u8]) -> Result<Vec<u8>, std::io::Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(font)?;
    encoder.finish()
}
