//! Pages of other places.
mod grids;
use documents::{Limits, read};

#[test]
fn look() {
    let mut v: Vec<_> = std::fs::read_dir("../../tools/fixtures/pages")
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    v.sort();
    for p in v {
        if p.extension().unwrap() != "txt" {
            continue;
        }
        println!("######## {}", p.file_name().unwrap().to_str().unwrap());
        let source = match read(&std::fs::read(&p).unwrap(), &Limits::default()) {
            Ok(s) => s,
            Err(e) => {
                println!("ERROR {e}");
                continue;
            }
        };
        println!("{}", grids::outline(&grids::recognised_source(&source)));
    }
}
