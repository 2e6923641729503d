//! The manifest law: versions stand in the root only, and nothing is declared that is not used.

use crate::breach::Breach;
use crate::failure::Failure;
use crate::sources::{Sources, words_of};
use crate::workspace::{Need, Package, Workspace};
use std::collections::BTreeSet;
use toml::{Table, Value};

/// What every package takes from the root, and cargo's word for it.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// Every breach in the manifests.
pub(crate) fn check(workspace: &Workspace, sources: &Sources) -> Result<Vec<Breach>, Failure> {
    let mut breaches = Vec::new();
    let mut used = BTreeSet::new();
    for package in workspace.ours() {
        let path = format!("{}/Cargo.toml", package.folder);
        let Some(file) = sources.file(&path) else {
            return Err(Failure::new(format!("{path} is not in the repository")));
        };
        let manifest: Table =
            toml::from_str(&file.text).map_err(|why| Failure::from(why).during(&path))?;
        check_member(&path, &manifest, &mut used, &mut breaches);
        check_unused(&path, package, sources, &mut breaches);
    }
    if let Some(root) = sources.file("Cargo.toml") {
        check_root(&toml::from_str(&root.text)?, &used, &mut breaches);
    }
    Ok(breaches)
}

/// One member's manifest; the dependencies it names are added to `used`.
fn check_member(
    path: &str,
    manifest: &Table,
    used: &mut BTreeSet<String>,
    breaches: &mut Vec<Breach>,
) {
    if !inherits(manifest.get("lints")) {
        breaches.push(Breach::of(path, "needs [lints] workspace = true"));
    }
    let package = manifest.get("package");
    for key in INHERITED {
        if !inherits(package.and_then(|package| package.get(key))) {
            breaches.push(Breach::of(path, format!("needs {key}.workspace = true")));
        }
    }
    for (name, wish) in dependencies(manifest) {
        if !inherits(Some(wish)) {
            breaches.push(Breach::of(
                path,
                format!("{name} states its own version; write {name}.workspace = true"),
            ));
        }
        used.insert(name.clone());
    }
}

/// Dependencies that no source of the package names. One for a feature alone is named in a
/// comment of the manifest's owner: there is none today, and tidy would rather ask.
fn check_unused(path: &str, package: &Package, sources: &Sources, breaches: &mut Vec<Breach>) {
    let words: BTreeSet<&str> =
        sources.below(&package.folder).flat_map(|file| words_of(&file.code)).collect();
    for dependency in &package.dependencies {
        if !words.contains(dependency.called.as_str()) {
            let table = match dependency.need {
                Need::Normal => "dependencies",
                Need::Build => "build-dependencies",
                Need::Dev => "dev-dependencies",
            };
            breaches.push(Breach::of(
                path,
                format!("[{table}] {} is never used; take it out", dependency.name),
            ));
        }
    }
}

/// The root manifest: versions, and entries that no member uses.
fn check_root(root: &Table, used: &BTreeSet<String>, breaches: &mut Vec<Breach>) {
    let place = "Cargo.toml";
    let shared = root
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(Value::as_table);
    for (name, wish) in shared.into_iter().flatten() {
        let version = wish.as_str().or_else(|| wish.get("version")?.as_str());
        if wish.get("git").is_some() {
            breaches.push(Breach::of(place, format!("{name} comes from a repository")));
        }
        if wish.get("path").is_none() && version.is_none_or(|version| version.contains('*')) {
            breaches.push(Breach::of(place, format!("{name} needs a version")));
        }
        if !used.contains(name) {
            breaches.push(Breach::of(place, format!("{name} is used by no member; take it out")));
        }
    }
}

/// The dependencies of a manifest from all its tables, those of one platform included.
fn dependencies(manifest: &Table) -> Vec<(&String, &Value)> {
    let platforms = manifest.get("target").and_then(Value::as_table);
    let tables = std::iter::once(manifest)
        .chain(platforms.into_iter().flatten().filter_map(|(_, platform)| platform.as_table()));
    tables
        .flat_map(|table| {
            ["dependencies", "dev-dependencies", "build-dependencies"]
                .into_iter()
                .filter_map(|key| table.get(key)?.as_table())
        })
        .flatten()
        .collect()
}

/// Whether a value is `{ workspace = true }`, features beside it allowed.
fn inherits(value: Option<&Value>) -> bool {
    value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sources::{SourceFile, Sources};
    use crate::workspace::Need;
    use crate::workspace::samples::workspace;

    const GOOD: &str = "[package]\nname = 'goals'\nversion.workspace = true\n\
        edition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
        publish.workspace = true\n[lints]\nworkspace = true\n\
        [dependencies]\nbudget.workspace = true\n";

    /// Checks a manifest of `goals`, which uses `budget`, and a root manifest.
    fn judged(manifest: &str, root: &str, code: &str) -> String {
        let members = workspace(&[("goals", &[("budget", Need::Normal)])]);
        let sources = Sources {
            files: vec![
                SourceFile::new("crates/goals/Cargo.toml", manifest),
                SourceFile::new("crates/goals/src/lib.rs", code),
                SourceFile::new("Cargo.toml", root),
            ],
            paths: Vec::new(),
        };
        let breaches = check(&members, &sources).unwrap();
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    const ROOT: &str = "[workspace.dependencies]\nbudget = { path = 'crates/budget' }\n";

    #[test]
    fn a_manifest_that_inherits_everything_passes() {
        assert_eq!(judged(GOOD, ROOT, "use budget::Money;"), "");
    }

    #[test]
    fn what_a_manifest_does_not_inherit_is_named() {
        let without_lints = GOOD.replace("[lints]\nworkspace = true\n", "");
        assert!(judged(&without_lints, ROOT, "use budget;").contains("needs [lints]"));
        let public = GOOD.replace("publish.workspace = true\n", "");
        assert!(judged(&public, ROOT, "use budget;").contains("needs publish.workspace"));
    }

    #[test]
    fn a_version_outside_the_root_is_refused_also_for_one_platform() {
        let own = format!("{GOOD}toml = '1'\n");
        assert!(judged(&own, ROOT, "use budget;").contains("toml states its own version"));
        let platform = format!("{GOOD}[target.'cfg(unix)'.dependencies]\nlibc = '0.2'\n");
        assert!(judged(&platform, ROOT, "use budget;").contains("libc states its own version"));
    }

    #[test]
    fn what_is_declared_and_never_used_is_refused() {
        let said = judged(GOOD, ROOT, "// budget");
        assert!(said.contains("[dependencies] budget is never used"));
        let root = format!("{ROOT}toml = '1'\n");
        assert!(judged(GOOD, &root, "use budget;").contains("toml is used by no member"));
    }

    #[test]
    fn the_root_names_a_version_for_everything_from_the_registry() {
        for wish in ["'*'", "{ version = '1.*' }", "{ features = [] }"] {
            let root = format!("{ROOT}toml = {wish}\n");
            assert!(judged(GOOD, &root, "use budget;").contains("toml needs a version"));
        }
        let root = format!("{ROOT}toml = {{ git = 'x' }}\n");
        assert!(judged(GOOD, &root, "use budget;").contains("toml comes from a repository"));
    }
}
