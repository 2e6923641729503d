//! `chengxiao report`: the official form back.

use crate::arguments::{ReportFormat, ReportOptions};
use crate::{Outcome, files};
use documents::rules::FormLabels;
use documents::write;

pub(crate) fn run(options: &ReportOptions) -> Outcome {
    match written(options) {
        Ok(output) => Outcome { output, failures: Vec::new() },
        Err(failure) => Outcome { output: String::new(), failures: vec![failure] },
    }
}

fn written(options: &ReportOptions) -> Result<String, String> {
    let labels = FormLabels::shipped().map_err(|error| error.to_string())?;
    let document = files::open(&options.file, &labels)?;
    let bytes = match options.to {
        ReportFormat::Docx => write::docx(&document),
        ReportFormat::Xlsx => write::xlsx(&document),
        ReportFormat::Html => write::html(&document),
        ReportFormat::Pdf => write::Fonts::find().and_then(|fonts| write::pdf(&document, &fonts)),
    }
    .map_err(|error| error.to_string())?;
    files::save(&options.out, &bytes)?;
    Ok(format!("已写入{}（{}张目标表）\n", options.out.display(), document.sheets.len()))
}
