//! Texts of rule files, as TOML wants them.

use std::fmt::Write;

/// A text that grows by lines.
#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl Text {
    pub(super) fn heading(&mut self, heading: &str) {
        self.0.push('\n');
        self.0.push_str(heading);
        self.0.push('\n');
    }

    pub(super) fn line(&mut self, key: &str, value: impl AsRef<str>) {
        self.0.push_str(key);
        self.0.push_str(" = ");
        self.0.push_str(value.as_ref());
        self.0.push('\n');
    }

    pub(super) fn line_if_any(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.line(key, value);
        }
    }

    /// An array with one line for each of its tables; nothing when there is none.
    pub(super) fn rows(&mut self, key: &str, rows: impl Iterator<Item = Row>) {
        let rows: Vec<String> =
            rows.map(|row| format!("    {{ {} }},", row.0.join(", "))).collect();
        if !rows.is_empty() {
            self.0.push('\n');
            self.line(key, format!("[\n{}\n]", rows.join("\n")));
        }
    }
}

/// A table in one line.
#[derive(Default)]
pub(super) struct Row(Vec<String>);

impl Row {
    pub(super) fn item(mut self, key: &str, value: impl AsRef<str>) -> Self {
        self.0.push(format!("{key} = {}", value.as_ref()));
        self
    }

    pub(super) fn text(self, key: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.item(key, quoted(value.as_ref())),
            None => self,
        }
    }

    pub(super) fn flag(self, key: &str, value: bool) -> Self {
        if value { self.item(key, "true") } else { self }
    }
}

/// A text between quotation marks, as TOML wants it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a String cannot fail.
                let _ok = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn text_list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.map(quoted).collect();
    format!("[{}]", quoted.join(", "))
}
