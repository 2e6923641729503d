//! Lays out the first inputs of every target under `fuzz/corpus/` from the samples.

use std::fs;
use std::io::Read;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = fuzz.join("../samples");
    for (target, sample) in [
        ("read_docx", "beidaihe.docx"),
        ("read_doc", "beidaihe.doc"),
        ("read_pdf", "beidaihe.pdf"),
        ("read_text", "beidaihe.txt"),
    ] {
        put(fuzz, target, sample, &fs::read(samples.join(sample))?)?;
    }
    let word = fs::File::open(samples.join("beidaihe.docx"))?;
    let mut body = Vec::new();
    zip::ZipArchive::new(word)?.by_name("word/document.xml")?.read_to_end(&mut body)?;
    put(fuzz, "read_docx", "body.xml", &body)?;
    put(fuzz, "read_docx", "small.xml", SMALL_BODY)?;
    put(fuzz, "read_xlsx", "small.xml", SMALL_WORKSHEET)?;
    put(fuzz, "read_text", "small.html", SMALL_HTML)?;
    for page in fs::read_dir(fuzz.join("../tools/fixtures/pages"))? {
        let page = page?;
        let name = page.file_name().to_string_lossy().into_owned();
        put(fuzz, "read_text", &name, &fs::read(page.path())?)?;
    }
    // Small files made by LibreOffice: the sample is too large for many runs a second.
    for (target, ending) in [("read_xlsx", "xlsx"), ("read_xls", "xls"), ("read_pdf", "pdf")] {
        for file in fs::read_dir(fuzz.join("seeds"))? {
            let path = file?.path();
            if path.extension().is_some_and(|found| found == ending) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                put(fuzz, target, &name, &fs::read(&path)?)?;
            }
        }
    }
    for (number, target) in TARGETS.iter().enumerate() {
        put(fuzz, "target_parse", &number.to_string(), target.as_bytes())?;
    }
    for (number, formula) in FORMULAS.iter().enumerate() {
        put(fuzz, "formula", &number.to_string(), formula.as_bytes())?;
    }
    put(fuzz, "record_table", "commas", SMALL_TABLE.as_bytes())?;
    put(fuzz, "record_table", "tabs", SMALL_TABLE.replace(',', "\t").as_bytes())?;
    Ok(())
}

fn put(fuzz: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = fuzz.join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

const SMALL_BODY: &[u8] = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>1、绩效目标表</w:t></w:r></w:p><w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>一级指标</w:t><w:br/><w:t xml:space=\"preserve\"> x</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:ins><w:r><w:t>≥95%</w:t></w:r></w:ins><w:del><w:r><w:delText>1</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl></w:body></w:document>".as_bytes();

const SMALL_WORKSHEET: &[u8] = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:C2\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>项目名称</t></is></c><c r=\"B1\"><v>95.5</v></c></row><row r=\"2\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"C2\" t=\"e\"><v>#N/A</v></c></row></sheetData><mergeCells count=\"1\"><mergeCell ref=\"B1:C1\"/></mergeCells></worksheet>".as_bytes();

const SMALL_HTML: &[u8] = "<html><meta charset=gb18030><table><tr><td rowspan=2 colspan=2>一级指标<br>二级<td>≥95%</tr><tr><td><table><tr><td>x</table></table><p>文字</html>".as_bytes();

const TARGETS: [&str; 24] = [
    "≥95%",
    "≥9595%及以上",
    "95%以上",
    "不低于85%",
    "大于等于10157.6平方米",
    "10次",
    "每周10次",
    "1次/月",
    "18—54周岁",
    "(40-50)分",
    "2021年12月31日",
    "＞９５％",
    "═100%",
    "二十三次",
    "万分之十三",
    "≤620万/月",
    "202010100.00%10",
    "≥**%",
    "工5%",
    "2280次",
    "优良中低差",
    "不超预算",
    "接警后30秒内",
    "完成1部宣传片,2套方案",
];

const FORMULAS: [&str; 6] = [
    "pct(count(facility@end where kind = '警报器' and status = '可用'), count(facility@end))",
    "占比(计数(设施设备@期末 其中 设施类别 = '公房'), 计数(设施设备@期末))",
    "count(facility@end where exists(fault@open where facility_id = $.id and fixed_on is null))",
    "vmin(per(week, inspection@in where kind = '巡查', count()))",
    "least(pct(sum(task@in, done_qty), sum(task@in, plan_qty)), ref('plan') * 2 - 1)",
    "pct(vcount(per(day, clean_log@in where clean, count()) >= ref('outfall_count')), days())",
];

const SMALL_TABLE: &str = "设施类别,设施编号,设施名称\n333002,警报器,A-1,\"东山,警报器\"\n333002,公房,=1,1,２０２１年１月１日,119.4863,39.8251\n";
