//! Documents: every crate explained, every rule file listed, one title each, links that lead on.

use super::TidyRules;
use crate::breach::Breach;
use crate::sources::{SourceFile, Sources, ending, numbered};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

/// Every breach in the documents.
pub(super) fn check(workspace: &Workspace, sources: &Sources, rules: &TidyRules) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in sources.files.iter().filter(|file| rules.reads(file)) {
        if file.is_markdown() {
            breaches.extend(fault_of_title(file));
            breaches.extend(dead_links(file, sources));
        }
    }
    breaches.extend(unexplained_crates(workspace, sources));
    breaches.extend(unlisted_rules(sources));
    breaches.extend(undocumented_checks(sources));
    breaches
}

/// The lines of a document outside its code blocks.
fn prose(file: &SourceFile) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    numbered(&file.text).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_block ^= fence;
        !in_block && !fence
    })
}

/// A document has one title, and it comes first.
fn fault_of_title(file: &SourceFile) -> Option<Breach> {
    if !file.text.starts_with("# ") {
        return Some(Breach::at(&file.path, 1, "begins without a title (# …)"));
    }
    prose(file)
        .filter(|(_, line)| line.starts_with("# "))
        .nth(1)
        .map(|(line, _)| Breach::at(&file.path, line, "a second title; use ##"))
}

/// Links to files that are not there.
fn dead_links(file: &SourceFile, sources: &Sources) -> Vec<Breach> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut breaches = Vec::new();
    for (number, line) in prose(file) {
        for link in line.split("](").skip(1) {
            let target = link.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let path = resolved(folder, target);
            let leads_on = sources
                .paths
                .iter()
                .any(|known| *known == path || known.starts_with(&format!("{path}/")));
            if !leads_on {
                breaches.push(Breach::at(
                    &file.path,
                    number,
                    format!("links to {target}, which is not there"),
                ));
            }
        }
    }
    breaches
}

/// A link's path relative to the root.
fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// Packages without a paragraph in ARCHITECTURE: a heading `### name …` and text below it.
fn unexplained_crates(workspace: &Workspace, sources: &Sources) -> Vec<Breach> {
    let map = sources.file("ARCHITECTURE.md");
    let lines: Vec<&str> =
        map.into_iter().flat_map(|file| prose(file).map(|(_, line)| line)).collect();
    workspace
        .ours()
        .filter(|package| !has_paragraph(&lines, &package.name))
        .map(|package| {
            Breach::of(
                "ARCHITECTURE.md",
                format!("lacks a paragraph “### {}” in the code map", package.name),
            )
        })
        .collect()
}

/// Whether a heading names a crate and text follows it before the next heading.
fn has_paragraph(lines: &[&str], name: &str) -> bool {
    let mut after_heading = lines
        .iter()
        .skip_while(|line| {
            line.strip_prefix("### ").and_then(|rest| rest.split(' ').next()) != Some(name)
        })
        .skip(1)
        .skip_while(|line| line.trim().is_empty());
    after_heading.next().is_some_and(|line| !line.starts_with('#'))
}

/// Rule files that docs/rules.md does not list.
fn unlisted_rules(sources: &Sources) -> Vec<Breach> {
    let manual = sources.file("docs/rules.md").map_or("", |file| file.text.as_str());
    sources
        .below("rules")
        .filter(|file| {
            ending(&file.path) == "toml" && !manual.contains(&format!("`{}`", file.path))
        })
        .map(|file| Breach::of("docs/rules.md", format!("does not list `{}`", file.path)))
        .collect()
}

/// Codes of review checks that the generated page of checks does not show, or shows in vain.
fn undocumented_checks(sources: &Sources) -> Vec<Breach> {
    let page_path = "docs/review-checks.md";
    let (Some(rules), Some(page)) = (sources.file("rules/review.toml"), sources.file(page_path))
    else {
        return Vec::new();
    };
    let defined = codes_in(rules.text.lines().filter(|line| defines_a_check(line)));
    let headings = page.text.lines().filter(|line| line.starts_with(['#', '|']));
    let shown = codes_in(headings);
    let missing = defined
        .difference(&shown)
        .map(|code| Breach::of(page_path, format!("does not show {code} of rules/review.toml")));
    missing.collect()
}

/// Whether a line of the rule file begins a check: `[checks.R20]`, `[R20]`, `code = "R20"`,
/// `id = "R20"`.
fn defines_a_check(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('[') || line.starts_with("code") || line.starts_with("id")
}

/// Codes such as `R20` or `R203`.
fn codes_in<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    lines
        .flat_map(crate::sources::words_of)
        .filter(|word| {
            word.strip_prefix('R').is_some_and(|number| {
                (2..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
            })
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sources::{SourceFile, Sources};
    use crate::tidy::TidyRules;
    use crate::workspace::samples::workspace;

    const MAP: (&str, &str) = ("ARCHITECTURE.md", "# Map\n### goals 目标\n\nSheets.\n");

    fn judged(files: &[(&str, &str)]) -> String {
        let files: Vec<_> =
            files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let paths = files.iter().map(|file| file.path.clone()).collect();
        let sources = Sources { files, paths };
        let rules = TidyRules::shipped().unwrap();
        let breaches = check(&workspace(&[("goals", &[])]), &sources, &rules);
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn a_document_has_one_title_and_code_in_it_is_none() {
        assert!(judged(&[MAP, ("a.md", "text\n")]).contains("a.md:1: begins without a title"));
        assert!(judged(&[MAP, ("a.md", "# A\n# B\n")]).contains("a.md:2: a second title"));
        assert_eq!(judged(&[MAP, ("a.md", "# A\n```\n# comment\n```\n")]), "");
    }

    #[test]
    fn a_link_leads_to_a_file_or_folder() {
        let page = ("docs/a.md", "# A\n[x](../rules/b.toml#part) [y](../rules) [z](b.md)\n");
        let rules = ("rules/b.toml", "");
        let list = ("docs/rules.md", "# R\n`rules/b.toml`\n");
        assert_eq!(
            judged(&[MAP, page, rules, list]),
            "docs/a.md:2: links to b.md, which is not there"
        );
    }

    #[test]
    fn every_crate_has_a_paragraph_of_its_own() {
        let bare = ("ARCHITECTURE.md", "# Map\n### goals 目标\n\n### budget\nMoney.\n");
        assert!(judged(&[bare]).contains("lacks a paragraph “### goals”"));
        let other = ("ARCHITECTURE.md", "# Map\n### goals_old\nOld.\n");
        assert!(judged(&[other]).contains("lacks a paragraph “### goals”"));
        assert_eq!(judged(&[MAP]), "");
    }

    #[test]
    fn every_rule_file_is_listed() {
        let rules = ("rules/labels.toml", "");
        assert!(judged(&[MAP, rules]).contains("does not list `rules/labels.toml`"));
    }

    #[test]
    fn every_review_check_is_shown_once_the_page_of_checks_exists() {
        let rules =
            ("rules/review.toml", "[[checks]]\ncode = \"R20\"\n[checks.R21]\nwhy = \"R99\"\n");
        let list = ("docs/rules.md", "# R\n`rules/review.toml`\n");
        assert_eq!(judged(&[MAP, rules, list]), "");
        let page = ("docs/review-checks.md", "# Checks\n## R20 text\nsee R21\n");
        assert_eq!(
            judged(&[MAP, rules, list, page]),
            "docs/review-checks.md: does not show R21 of rules/review.toml"
        );
    }
}
