//! The published sheets as forms to be typed over, and back.
#![expect(clippy::unwrap_used, reason = "a test fails loudly when its input is broken")]

use documents::recognise::recognise;
use documents::rules::FormLabels;
use documents::{Limits, read};
use goals::{Document, SheetForm};

fn sample() -> Document {
    let source = read(fixtures::SAMPLE_DOCX, &Limits::default()).unwrap();
    recognise(&source, &FormLabels::shipped().unwrap()).document
}

#[test]
fn every_published_sheet_survives_the_form_untouched() {
    let document = sample();
    assert_eq!(document.sheets.len(), 14);
    for sheet in &document.sheets {
        let form = SheetForm::of(sheet);
        assert_eq!(form.indicators.len(), sheet.indicators.len());
        assert_eq!(form.onto(sheet).unwrap(), *sheet);
    }
}
