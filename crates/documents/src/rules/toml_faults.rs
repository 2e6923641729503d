//! What is wrong with a rule file, in the words of its reader.

/// The place and the fault of a text that could not be read.
pub(super) fn in_words(error: &toml::de::Error, text: &str) -> String {
    let fault = fault_in_words(error.message());
    match line_of(error, text) {
        Some(line) => format!("第{line}行：{fault}"),
        None => fault,
    }
}

/// The line of a text that could not be read, from 1.
pub(super) fn line_of(error: &toml::de::Error, text: &str) -> Option<usize> {
    let span = error.span()?;
    let before = text.get(..span.start).unwrap_or(text);
    Some(before.matches('\n').count().saturating_add(1))
}

/// The faults of writing that people make; what else the reader reports is passed on as it is.
pub(super) fn fault_in_words(message: &str) -> String {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("不认识的项目“{quoted}”，请核对拼写")
    } else if message.starts_with("missing field") {
        format!("缺少项目“{quoted}”")
    } else if message.starts_with("duplicate key") {
        "同一项目写了两次，请删去一处".to_owned()
    } else if message.starts_with("invalid type") {
        match wanted(message) {
            Some(wanted) => format!("内容的类型不对，应为{wanted}"),
            None => format!("内容的类型不对（{message}）"),
        }
    } else {
        "书写不合格式，请核对引号、括号、逗号和等号是否成对、齐全".to_owned()
    }
}

/// What the reader says that it expected instead of what it found.
fn wanted(message: &str) -> Option<&'static str> {
    let expected = message.rsplit("expected ").next()?;
    let known = [
        ("a string", "加引号的文字"),
        ("a sequence", "方括号中的列表"),
        ("a boolean", "true 或 false"),
        ("u", "整数"),
        ("i", "整数"),
    ];
    known.iter().find(|(start, _)| expected.starts_with(start)).map(|(_, words)| *words)
}
