//! The shape of a file: its name, its first line, its length.

use super::TidyRules;
use crate::breach::Breach;
use crate::sources::SourceFile;

/// Every breach in the shape of one file.
pub(super) fn check(file: &SourceFile, rules: &TidyRules) -> Vec<Breach> {
    let mut breaches = Vec::new();
    check_name(file, rules, &mut breaches);
    check_white_space(file, &mut breaches);
    let lines_max = match file.path.as_str() {
        "ARCHITECTURE.md" => rules.architecture_lines_max,
        _ if file.is_rust() => rules.rust_lines_max,
        _ => return breaches,
    };
    let lines = file.text.lines().count();
    if lines > lines_max {
        breaches.push(Breach::of(
            &file.path,
            format!("has {lines} lines, more than {lines_max}; split it by what its parts are"),
        ));
    }
    if file.is_rust() && !file.text.starts_with("//! ") {
        breaches.push(Breach::at(
            &file.path,
            1,
            "begins without a //! line; say in one sentence what the module is",
        ));
    }
    breaches
}

/// Names that say nothing, of the file and of the folders it stands in.
fn check_name(file: &SourceFile, rules: &TidyRules, breaches: &mut Vec<Breach>) {
    let top_folder = file.path.split('/').next().unwrap_or_default();
    let banned = file.path.split('/').find(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        let word = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        rules.file_names.iter().any(|name| name == word) && *part != top_folder
    });
    if let Some(name) = banned {
        breaches.push(Breach::of(
            &file.path,
            format!("{name} says nothing about what is inside; name it after a thing"),
        ));
    }
}

/// Carriage returns, blanks at the end of a line, a last line without its end.
fn check_white_space(file: &SourceFile, breaches: &mut Vec<Breach>) {
    if file.text.contains('\r') {
        breaches.push(Breach::of(&file.path, "has carriage returns"));
    }
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        breaches.push(Breach::of(&file.path, "ends without a line break"));
    }
    let trailing = crate::sources::numbered(&file.text)
        .find(|(_, line)| line.ends_with([' ', '\t']))
        .map(|(number, _)| number);
    if let Some(line) = trailing {
        breaches.push(Breach::at(&file.path, line, "has blanks at the end"));
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tests::lines;

    fn judged(path: &str, text: &str) -> String {
        lines(check, path, text)
    }

    #[test]
    fn a_file_of_501_lines_is_too_long_and_one_of_500_is_not() {
        let text = |lines: usize| format!("//! A module.\n{}", "\n".repeat(lines - 1));
        assert_eq!(judged("crates/goals/src/sheet.rs", &text(500)), "");
        assert!(judged("crates/goals/src/sheet.rs", &text(501)).contains("has 501 lines"));
        assert!(judged("ARCHITECTURE.md", &"\n".repeat(401)).contains("more than 400"));
        assert_eq!(judged("docs/cli.md", &"\n".repeat(501)), "");
    }

    #[test]
    fn a_module_begins_by_saying_what_it_is() {
        assert!(judged("crates/goals/src/sheet.rs", "use a;\n").contains("begins without"));
        assert!(judged("crates/goals/src/sheet.rs", "//!\nuse a;\n").contains("begins without"));
    }

    #[test]
    fn a_name_that_says_nothing_is_refused_for_files_and_folders() {
        for path in [
            "crates/goals/src/utils.rs",
            "crates/goals/src/helpers/money.rs",
            "crates/goals/src/service2.rs",
            "crates/common/src/lib.rs",
        ] {
            assert!(judged(path, "//! A module.\n").contains("says nothing"), "{path}");
        }
        assert_eq!(judged("tools/xtask/src/main.rs", "//! A module.\n"), "");
    }

    #[test]
    fn blanks_that_nobody_sees_are_refused() {
        assert!(judged("a.md", "a \n").contains("a.md:1: has blanks"));
        assert!(judged("a.md", "a\r\n").contains("carriage"));
        assert!(judged("a.md", "a").contains("without a line break"));
    }
}
