//! The published sample, in every format.
mod grids;
use documents::{Limits, read};

#[test]
fn look() {
    for (n, b) in [
        ("txt", fixtures::SAMPLE_TXT),
        ("docx", fixtures::SAMPLE_DOCX),
        ("doc", fixtures::SAMPLE_DOC),
        ("pdf", fixtures::SAMPLE_PDF),
    ] {
        match read(b, &Limits::default()) {
            Err(e) => println!("{n}: {e}"),
            Ok(s) => {
                let r = grids::recognised_source(&s);
                std::fs::write(
                    format!("/tmp/sample_{n}.txt"),
                    grids::outline(&r) + &format!("\n{:?}", r.document.department),
                )
                .unwrap();
                println!(
                    "{n} {} {}",
                    r.document.sheets.len(),
                    r.document.sheets.iter().map(|s| s.indicators.len()).sum::<usize>()
                );
            }
        }
    }
}
