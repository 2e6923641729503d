//! What is wrong with a rule file, in the words of its reader.

/// The place and the fault of a text that could not be read.
pub(super) fn in_words(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or(text);
        before.matches('\n').count().saturating_add(1)
    });
    let fault = fault_in_words(error.message());
    match line {
        Some(line) => format!("第{line}行：{fault}"),
        None => fault,
    }
}

/// The faults of writing that people make; what else the reader reports is passed on as it is.
fn fault_in_words(message: &str) -> String {
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        format!("不认识的项目“{quoted}”，请核对拼写")
    } else if message.starts_with("missing field") {
        format!("缺少项目“{quoted}”")
    } else if message.starts_with("duplicate key") {
        "同一项目写了两次，请删去一处".to_owned()
    } else if message.starts_with("invalid type") {
        format!("内容的类型不对（{message}）")
    } else {
        format!("书写不合格式（{}）", message.trim())
    }
}
