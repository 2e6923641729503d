//! A workbook of one worksheet whose rows go out as they come, so that a list of any length takes
//! the memory of one row.

use super::names::SheetNames;
use super::sheet::{Cells, Sheet};
use super::styles::styles_xml;
use super::{packed, workbook};
use crate::write::package::Package;
use crate::write::{FormStyle, WriteError};
use std::io::{Seek, Write};

/// Text kept back before it goes to the archive.
const PIECE_BYTES: usize = 1 << 16;

/// The workbook being written.
pub(in crate::write) struct StreamedBook<W: Write + Seek> {
    package: Package<W>,
    name: String,
    sheet: Sheet,
}

impl<W: Write + Seek> StreamedBook<W> {
    /// Begins a workbook whose sheet has this name, columns and looks, and no rows yet.
    pub(in crate::write) fn new(
        out: W,
        (name, sheet): (&str, Sheet),
        style: &FormStyle,
    ) -> Result<Self, WriteError> {
        let mut package = Package::new(out);
        let begun = [
            ("[Content_Types].xml", workbook::content_types(1).as_str()),
            ("_rels/.rels", workbook::PACKAGE_RELATIONS),
            ("xl/_rels/workbook.xml.rels", &workbook::relations(1)),
            ("xl/styles.xml", &styles_xml(style)),
        ]
        .into_iter()
        .try_for_each(|(part, text)| package.part(part, text));
        begun.and_then(|()| package.begin("xl/worksheets/sheet1.xml")).map_err(packed)?;
        package.write(&sheet.head()).map_err(packed)?;
        Ok(Self { package, name: SheetNames::default().unique(name), sheet })
    }

    /// Adds a row; `fill` adds its cells from left to right.
    pub(in crate::write) fn row(
        &mut self,
        fill: impl FnOnce(&mut Cells<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.sheet.plain_row(fill)?;
        if self.sheet.waiting().len() > PIECE_BYTES {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), WriteError> {
        self.package.write(self.sheet.waiting()).map_err(packed)?;
        self.sheet.forget();
        Ok(())
    }

    /// Writes the end of the file; `filter` says whether a choice by each column stands in the
    /// first row.
    pub(in crate::write) fn finish(mut self, filter: bool) -> Result<W, WriteError> {
        self.send()?;
        if filter {
            self.sheet.filtered = Some((0, self.sheet.rows.saturating_sub(1)));
        }
        self.package.write(&self.sheet.tail()).map_err(packed)?;
        let workbook = workbook::workbook_xml(&[(self.name, self.sheet)]);
        self.package.part("xl/workbook.xml", &workbook).map_err(packed)?;
        self.package.finish().map_err(packed)
    }
}
