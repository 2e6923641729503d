//! What a person should know of the reading of a Word file.

use vocabulary::Place;

/// How many places a note names before it only counts.
const PLACES_MAX: usize = 5;

/// Counts kept while reading.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Tracked insertions, deletions and moves.
    pub(super) revisions: usize,
    /// Runs of hidden text.
    pub(super) hidden: usize,
    /// Pictures in the body.
    pub(super) pictures: usize,
    /// Embedded objects, such as a worksheet within the text.
    pub(super) objects: usize,
    /// Formulas of the equation editor.
    pub(super) formulas: usize,
    /// Other files inserted by reference.
    pub(super) foreign_parts: usize,
    /// Signs of symbol fonts that have no known character.
    pub(super) symbols: usize,
    /// Whether there are comments.
    pub(super) comments: bool,
    /// Whether list numbers could not be written.
    pub(super) lists: bool,
    /// Texts that lie under a merged area, where Word does not show them.
    pub(super) covered: Vec<(Place, String)>,
}

impl Remarks {
    /// The notes, in Chinese sentences.
    pub(super) fn into_notes(self) -> Vec<String> {
        let counted = [
            (self.revisions, "处修订痕迹，已按全部接受修订后的内容读取"),
            (self.hidden, "处隐藏文字，已一并读取"),
            (self.pictures, "张图片，图片里的文字没有读取"),
            (self.objects, "个嵌入对象（如嵌入的Excel表格），没有读取"),
            (self.formulas, "个公式，只读取了其中的文字"),
            (self.foreign_parts, "处引用的外部内容，没有读取"),
            (self.symbols, "个符号字体的符号无法识别，已用“□”代替"),
        ];
        let mut notes: Vec<String> = counted
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("文档中有{count}{what}"))
            .collect();
        if self.comments {
            notes.push("文档中有批注，批注内容没有读取".to_owned());
        }
        if self.lists {
            notes.push("文档中有自动编号的样式无法还原，相应段落没有带上编号".to_owned());
        }
        notes.extend(covered_note(&self.covered));
        notes
    }
}

fn covered_note(covered: &[(Place, String)]) -> Option<String> {
    if covered.is_empty() {
        return None;
    }
    let named: Vec<String> =
        covered.iter().take(PLACES_MAX).map(|(place, text)| format!("{place}“{text}”")).collect();
    Some(format!(
        "有{}处文字被合并单元格遮住，在Word中看不到，没有读取：{}{}",
        covered.len(),
        named.join("；"),
        if covered.len() > PLACES_MAX { "等" } else { "" }
    ))
}
