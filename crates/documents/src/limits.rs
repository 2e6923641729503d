//! Limits on what comes from outside. A file beyond one of them is refused in words.

/// How much of a file is read before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file.
    pub file_bytes: usize,
    /// Expanded size of everything read from a zipped Word file.
    pub word_expanded_bytes: usize,
    /// Expanded size of everything read from a zipped workbook.
    pub workbook_expanded_bytes: usize,
    /// Expanded size of one entry over its packed size.
    pub expansion_ratio: usize,
    /// Entries of a zip archive.
    pub archive_entries: usize,
    /// Tables within tables, elements within elements.
    pub nesting: usize,
    /// Cells of one document, covered positions of merged areas included.
    pub cells: usize,
    /// Filled cells of one table that is read row by row, so that its memory does not grow.
    pub table_cells: usize,
    /// Columns of one table that hold something.
    pub columns: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Paragraphs of one document.
    pub paragraphs: usize,
    /// Objects of a PDF, operators of its pages: the bound on the time of a hostile file.
    pub pdf_operations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            word_expanded_bytes: 64 << 20,
            workbook_expanded_bytes: 512 << 20,
            expansion_ratio: 200,
            archive_entries: 2_000,
            nesting: 64,
            cells: 2_000_000,
            table_cells: 20_000_000,
            columns: 1_000,
            pages: 2_000,
            paragraphs: 200_000,
            pdf_operations: 20_000_000,
        }
    }
}
