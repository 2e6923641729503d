//! Temporary: prints the issues of the sample.
fn dump_of(name: &str, bytes: &[u8]) {
    let Ok(source) = documents::read(bytes, &documents::Limits::default()) else {
        println!("UNREAD {name}");
        return;
    };
    let labels = documents::rules::FormLabels::shipped().unwrap();
    let recognised = documents::recognise::recognise(&source, &labels);
    let rules = documents::rules::review_rules().unwrap();
    let review = goals::review::review(&recognised.document, None, &rules);
    println!(
        "=== {name} {:?} sheets {} rows {} unplaced {}",
        recognised.document.form,
        recognised.document.sheets.len(),
        recognised.document.sheets.iter().map(|s| s.indicators.len()).sum::<usize>(),
        recognised.document.unplaced.len()
    );
    for i in &review.issues {
        println!(
            "{}\t{:?}\t{}\t{}\t{}\t{}\t{:?}",
            i.rule,
            i.severity,
            i.sheet.unwrap_or(0),
            i.row.unwrap_or(0),
            i.field,
            i.explanation,
            i.repair.as_ref().and_then(|r| r.after.clone())
        );
    }
}
#[test]
fn dump() {
    dump_of("sample", fixtures::SAMPLE_TXT);
    for (name, bytes) in fixtures::pages() {
        dump_of(name, bytes);
    }
}
