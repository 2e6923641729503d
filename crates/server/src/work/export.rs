//! 导出: documents and sheets as files, one or many in a ZIP.

use crate::web::{Answer, App, Problem, attachment};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::write::{self, WriteError};
use goals::Document;
use goals::review::Review;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a document can be taken out as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportKind {
    /// The official forms in Word.
    Docx,
    /// The official forms in Excel.
    Xlsx,
    /// The official forms in PDF.
    Pdf,
    /// The official forms as a web page.
    Html,
    /// One line an indicator.
    Csv,
    /// The review report in Word.
    ReviewDocx,
    /// The review report in Excel.
    ReviewXlsx,
}

impl ExportKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 7] = [
        Self::Docx,
        Self::Xlsx,
        Self::Pdf,
        Self::Html,
        Self::Csv,
        Self::ReviewDocx,
        Self::ReviewXlsx,
    ];

    /// The word in addresses.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::ReviewDocx => "review_docx",
            Self::ReviewXlsx => "review_xlsx",
        }
    }

    /// The kind of a word.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word for people.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Docx => "目标表（Word）",
            Self::Xlsx => "目标表（Excel）",
            Self::Pdf => "目标表（PDF）",
            Self::Html => "目标表（网页）",
            Self::Csv => "指标清单（CSV）",
            Self::ReviewDocx => "审核意见（Word）",
            Self::ReviewXlsx => "审核意见（Excel）",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Docx | Self::ReviewDocx => "docx",
            Self::Xlsx | Self::ReviewXlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Csv => "csv",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Docx | Self::ReviewDocx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Self::Xlsx | Self::ReviewXlsx => {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
            Self::Pdf => "application/pdf",
            // Never shown inside our site: it is saved as a file.
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A file to be saved by the browser.
pub(crate) struct ExportFile {
    pub(crate) name: String,
    pub(crate) media: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl IntoResponse for ExportFile {
    fn into_response(self) -> Response {
        let set = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.media)),
            (header::CONTENT_DISPOSITION, attachment(&self.name)),
        ];
        (set, self.bytes).into_response()
    }
}

/// Writes a document beside the runtime.
pub(crate) async fn written(
    app: &App,
    document: Document,
    found: Review,
    kind: ExportKind,
    title: &str,
) -> Answer<ExportFile> {
    let name = match kind {
        ExportKind::ReviewDocx | ExportKind::ReviewXlsx => {
            format!("{title}审核意见.{}", kind.ending())
        }
        ExportKind::Csv => format!("{title}指标清单.csv"),
        ExportKind::Docx | ExportKind::Xlsx | ExportKind::Pdf | ExportKind::Html => {
            format!("{title}.{}", kind.ending())
        }
    };
    let app = app.clone();
    let bytes = tokio::task::spawn_blocking(move || write_one(&app, &document, &found, kind))
        .await
        .map_err(|_| Problem::fault())??;
    Ok(ExportFile { name, media: kind.media(), bytes })
}

/// Every form as a file of its own, in Word, Excel and PDF, and the review report, in one ZIP.
pub(crate) async fn all_forms(
    app: &App,
    document: Document,
    found: Review,
    title: &str,
) -> Answer<ExportFile> {
    let name = format!("{title}全部表格.zip");
    let app = app.clone();
    let bytes = tokio::task::spawn_blocking(move || zip_all(&app, &document, &found))
        .await
        .map_err(|_| Problem::fault())??;
    Ok(ExportFile { name, media: "application/zip", bytes })
}

fn write_one(
    app: &App,
    document: &Document,
    found: &Review,
    kind: ExportKind,
) -> Result<Vec<u8>, Problem> {
    let written = match kind {
        ExportKind::Docx => write::docx_in(document, &app.form_style()),
        ExportKind::Xlsx => write::xlsx_in(document, &app.form_style()),
        ExportKind::Pdf => write::pdf(document, app.fonts()?),
        ExportKind::Html => write::html(document),
        ExportKind::Csv => Ok(write::csv_indicators(document)),
        ExportKind::ReviewDocx => write::review_docx(document, found, &app.rules),
        ExportKind::ReviewXlsx => write::review_xlsx(document, found, &app.rules),
    };
    written.map_err(|error| refused(&error))
}

fn zip_all(app: &App, document: &Document, found: &Review) -> Result<Vec<u8>, Problem> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut entry = |name: &str, bytes: &[u8]| {
        archive
            .start_file(name, SimpleFileOptions::default())
            .map_err(|_| Problem::fault())
            .and_then(|()| archive.write_all(bytes).map_err(|_| Problem::fault()))
    };
    for (number, sheet) in (1..).zip(&document.sheets) {
        let one = Document {
            form: sheet.form,
            fiscal_year: document.fiscal_year,
            sheets: vec![sheet.clone()],
            ..Document::default()
        };
        let base = format!("{number:02} {}", name_of(sheet));
        for kind in [ExportKind::Docx, ExportKind::Xlsx, ExportKind::Pdf] {
            let bytes = write_one(app, &one, found, kind)?;
            entry(&format!("{}/{base}.{}", kind.ending(), kind.ending()), &bytes)?;
        }
    }
    for kind in [ExportKind::ReviewDocx, ExportKind::ReviewXlsx] {
        entry(&format!("审核意见.{}", kind.ending()), &write_one(app, document, found, kind)?)?;
    }
    entry("指标清单.csv", &write::csv_indicators(document))?;
    let finished = archive.finish().map_err(|_| Problem::fault())?;
    Ok(finished.into_inner())
}

/// A name that every file system takes.
pub(crate) fn name_of(sheet: &goals::TargetSheet) -> String {
    let text = |text: &Option<vocabulary::FiledText>| {
        text.as_ref().map_or(String::new(), |text| text.text.clone())
    };
    let whole = format!("{} {}", text(&sheet.project_code), text(&sheet.project_name));
    let safe: String = whole
        .trim()
        .chars()
        .map(|c| if "\\/:*?\"<>|".contains(c) || c.is_control() { '_' } else { c })
        .take(80)
        .collect();
    if safe.is_empty() { "未命名项目".to_owned() } else { safe }
}

fn refused(error: &WriteError) -> Problem {
    Problem::invalid(error.to_string())
}
