//! The parts of a workbook beside its worksheets.

use super::sheet::Sheet;
use crate::write::escape::push_escaped;
use std::fmt::Write;

/// What the package holds.
pub(super) const PACKAGE_RELATIONS: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    r#"<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>"#,
    "</Relationships>"
);

/// What each part is, of a workbook with so many sheets.
pub(super) fn content_types(sheets: usize) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
        r#"<Default Extension="xml" ContentType="application/xml"/>"#,
        r#"<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>"#,
        r#"<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"#,
    ));
    for number in 1..=sheets {
        let _ = write!(
            out,
            r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
    }
    out.push_str("</Types>");
    out
}

/// Where the workbook finds its sheets and looks.
pub(super) fn relations(sheets: usize) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    ));
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for number in 1..=sheets {
        let _ = write!(
            out,
            r#"<Relationship Id="rId{number}" Type="{base}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
    }
    let _ = write!(
        out,
        r#"<Relationship Id="rId{}" Type="{base}/styles" Target="styles.xml"/></Relationships>"#,
        sheets + 1
    );
    out
}

/// The list of sheets, with the names by which Excel knows repeated rows and filters.
pub(super) fn workbook_xml(sheets: &[(String, Sheet)]) -> String {
    let mut out = String::from(concat!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" "#,
        r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"#,
        "<bookViews><workbookView/></bookViews><sheets>",
    ));
    let mut names = String::new();
    for (index, (name, sheet)) in sheets.iter().enumerate() {
        let number = index + 1;
        out.push_str(r#"<sheet name=""#);
        push_escaped(&mut out, name);
        let hidden = if sheet.hidden { r#" state="hidden""# } else { "" };
        let _ = write!(out, r#"" sheetId="{number}"{hidden} r:id="rId{number}"/>"#);
        let mut quoted = String::new();
        push_escaped(&mut quoted, &quoted_name(name));
        if let Some((first, last)) = sheet.filtered {
            let _ = write!(
                names,
                r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">{quoted}!$A${}:${}${}</definedName>"#,
                first + 1,
                sheet.last_column(),
                last + 1
            );
        }
        if let Some((first, last)) = sheet.repeated {
            let _ = write!(
                names,
                r#"<definedName name="_xlnm.Print_Titles" localSheetId="{index}">{quoted}!${}:${}</definedName>"#,
                first + 1,
                last + 1
            );
        }
    }
    out.push_str("</sheets>");
    if !names.is_empty() {
        let _ = write!(out, "<definedNames>{names}</definedNames>");
    }
    out.push_str("</workbook>");
    out
}

/// The name of a sheet as formulas write it.
pub(super) fn quoted_name(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}
