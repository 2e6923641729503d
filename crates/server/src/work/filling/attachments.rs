//! Files of evidence of the made-up year: one for each ledger, that says what it is.

use ledgers::{LedgerDefinition, Name};
use std::collections::BTreeMap;
use std::fmt::Write;
use store::{NewEvidence, Store, StoreError};

/// The name of the files.
const FILE_NAME: &str = "演示佐证.pdf";
/// What a ledger's file is of when the ledger asks for none.
const USUAL_KIND: &str = "文件";

/// The file of each ledger, once it was needed.
#[derive(Default)]
pub(super) struct Attachments(BTreeMap<Name, NewEvidence>);

impl Attachments {
    /// As many files as a record of a ledger is to have. All are the same file.
    ///
    /// # Errors
    /// When the file cannot be stored.
    pub(super) async fn of(
        &mut self,
        store: &Store,
        ledger: &LedgerDefinition,
        count: u16,
    ) -> Result<Vec<NewEvidence>, StoreError> {
        if count == 0 {
            return Ok(Vec::new());
        }
        if !self.0.contains_key(&ledger.code) {
            let bytes = pdf(&format!("CHENGXIAO DEMONSTRATION EVIDENCE: {}", ledger.code));
            let need = ledger.evidence.needs.first();
            let file = NewEvidence {
                bytes: u64::try_from(bytes.len()).unwrap_or_default(),
                digest: store.put_file(bytes).await?,
                kind: need.map_or_else(|| USUAL_KIND.to_owned(), |need| need.kind.clone()),
                file_name: FILE_NAME.to_owned(),
                media_type: "application/pdf".to_owned(),
            };
            self.0.insert(ledger.code.clone(), file);
        }
        let file = self.0.get(&ledger.code);
        Ok(file.map(|file| vec![file.clone(); usize::from(count)]).unwrap_or_default())
    }
}

/// A page with a line of Latin letters, in a font that every viewer has.
fn pdf(line: &str) -> Vec<u8> {
    let text = format!("BT /F1 18 Tf 60 760 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::new();
    for (object, number) in objects.iter().zip(1..) {
        // Writing to a String cannot fail.
        let _ok = writeln!(places, "{:010} 00000 n ", file.len());
        let _ok = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let (count, start) = (objects.len() + 1, file.len());
    let _ok = write!(
        file,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\n\
         startxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_a_pdf_whose_objects_lie_where_it_says() {
        let file = String::from_utf8(pdf("DEMO")).unwrap();
        let start: usize =
            file.rsplit_once("startxref\n").unwrap().1.lines().next().unwrap().parse().unwrap();
        assert!(file[start..].starts_with("xref\n0 6\n"));
        let third = file[start..].lines().nth(5).unwrap();
        let place: usize = third.split(' ').next().unwrap().parse().unwrap();
        assert!(file[place..].starts_with("3 0 obj\n<< /Type /Page /Parent"));
    }
}
