//! 指标描述: whether a definition is a ratio, and which part is divided by which.

/// The two sides of a ratio as worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RatioWording<'a> {
    /// What stands above the line.
    pub(crate) numerator: &'a str,
    /// What stands below.
    pub(crate) denominator: &'a str,
}

/// Words that close a ratio, the longer ones first.
const CLOSINGS: [&str; 9] =
    ["百分比", "比例", "比值", "比率", "比重", "之比", "占比", "百分率", "比"];

/// Takes a definition such as `满意的游客人数与被调查游客的比值` or `合格数量占总接件量比例` apart.
/// `None` when it names no numerator, no denominator, or does not divide at all.
///
/// Of several clauses the last that divides counts: what stands before it introduces it.
pub(crate) fn ratio_wording(definition: &str) -> Option<RatioWording<'_>> {
    let text = definition.trim().trim_end_matches(['。', '.', '；', ';', ' ']);
    let clause = text.rsplit(['。', '；', ';', '：', ':']).find(|part| !part.trim().is_empty())?;
    divided_by_sign(clause)
        .or_else(|| divided_by_share(clause))
        .or_else(|| divided_by_comparison(clause))
        .filter(|ratio| !ratio.numerator.is_empty() && !ratio.denominator.is_empty())
}

/// `A/B`, `A÷B`, with or without `×100%`.
fn divided_by_sign(clause: &str) -> Option<RatioWording<'_>> {
    let (numerator, rest) = clause.split_once(['÷', '/', '／'])?;
    let numerator = numerator.rsplit(['=', '＝']).next().unwrap_or(numerator);
    let denominator = rest.split(['×', '*', 'x', '＊']).next().unwrap_or(rest);
    Some(RatioWording { numerator: tidy(numerator), denominator: tidy(denominator) })
}

/// `A占B的比例`; a bare `A占B` counts too (`整洁天数占全年天数`).
fn divided_by_share(clause: &str) -> Option<RatioWording<'_>> {
    let (introduced, rest) = clause.split_once('占')?;
    let numerator = tidy(introduced).rsplit(['，', ',']).next()?;
    Some(RatioWording {
        numerator: tidy(numerator),
        denominator: tidy(without_closing(rest).unwrap_or(rest)),
    })
}

/// `A与B的比值`, `A和B之比`: only with a closing word, or every 与 would divide.
fn divided_by_comparison(clause: &str) -> Option<RatioWording<'_>> {
    let body = without_closing(clause)?;
    let (numerator, denominator) = body.rsplit_once('与').or_else(|| body.rsplit_once('和'))?;
    Some(RatioWording { numerator: tidy(numerator), denominator: tidy(denominator) })
}

fn without_closing(text: &str) -> Option<&str> {
    CLOSINGS.iter().find_map(|closing| text.strip_suffix(closing))
}

fn tidy(side: &str) -> &str {
    side.trim_matches(|c: char| c.is_whitespace() || "的，,、（()）".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_apart_in_each_of_its_wordings() {
        let cases = [
            ("可使用设备的数量与总设备数量的比值", Some(("可使用设备的数量", "总设备数量"))),
            ("群众满意数量占总数的比例。", Some(("群众满意数量", "总数"))),
            (
                "反映覆盖面情况;参加学生人数占全区学生总数比例。",
                Some(("参加学生人数", "全区学生总数")),
            ),
            ("沟口整洁天数占全年天数", Some(("沟口整洁天数", "全年天数"))),
            ("完好率=完好数/总数×100%", Some(("完好数", "总数"))),
            ("不发生安全生产事故比率", None),
            ("实现城市道路、雨水排放设施完好总设施比率", None),
            ("在检查过程中发现问题次数率", None),
            ("民众出行方便，舒适度", None),
        ];
        for (definition, sides) in cases {
            let ratio = ratio_wording(definition).map(|r| (r.numerator, r.denominator));
            assert_eq!(ratio, sides, "{definition}");
        }
    }
}
