//! The licence and ban law over everything that cargo resolves.

use crate::breach::Breach;
use crate::failure::Failure;
use crate::layers::texts;
use crate::workspace::{Package, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use toml::Table;

/// `licences.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct LicenceTable {
    allowed: BTreeSet<String>,
    banned: BTreeMap<String, String>,
    banned_directly: BTreeMap<String, String>,
    one_of: BTreeMap<String, Vec<String>>,
}

impl LicenceTable {
    /// The table of this workspace.
    pub(crate) fn shipped() -> Result<Self, Failure> {
        Self::parse(include_str!("../licences.toml")).map_err(|why| why.during("licences.toml"))
    }

    /// Reads a table.
    fn parse(text: &str) -> Result<Self, Failure> {
        let table: Table = toml::from_str(text)?;
        let mut one_of = BTreeMap::new();
        if let Some(jobs) = table.get("one_of").and_then(toml::Value::as_table) {
            for job in jobs.keys() {
                one_of.insert(job.clone(), texts(jobs, job));
            }
        }
        Ok(Self {
            allowed: texts(&table, "allowed").into_iter().collect(),
            banned: reasons(&table, "banned"),
            banned_directly: reasons(&table, "banned_directly"),
            one_of,
        })
    }

    /// Every breach in a workspace and all it uses.
    pub(crate) fn check(&self, workspace: &Workspace) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for package in &workspace.packages {
            self.check_package(package, &mut breaches);
        }
        for package in workspace.ours() {
            self.check_manifest(package, &mut breaches);
        }
        self.check_jobs(workspace, &mut breaches);
        breaches
    }

    /// Licence, source and ban of one package, ours or not.
    fn check_package(&self, package: &Package, breaches: &mut Vec<Breach>) {
        let place = format!("{} {}", package.name, package.version);
        match &package.licence {
            None => breaches.push(Breach::of(&place, "states no licence")),
            Some(licence) if !self.allows(licence) => breaches.push(Breach::of(
                &place,
                format!("is under {licence}, which tools/xtask/licences.toml does not accept"),
            )),
            Some(_) => {}
        }
        let from_registry =
            package.source.as_deref().is_some_and(|source| source.starts_with("registry+"));
        if !package.ours && !from_registry {
            let source = package.source.as_deref().unwrap_or("a folder");
            breaches.push(Breach::of(
                &place,
                format!("comes from {source}; take it from the registry"),
            ));
        }
        if let Some(reason) = self.banned.get(&package.name) {
            breaches.push(Breach::of(&place, format!("is banned: {reason}")));
        }
    }

    /// What one of our manifests may not name.
    fn check_manifest(&self, package: &Package, breaches: &mut Vec<Breach>) {
        for dependency in package.dependencies.iter().filter(|used| !used.local) {
            if let Some(reason) = self.banned_directly.get(&dependency.name) {
                breaches.push(Breach::of(
                    &package.name,
                    format!("may not use {}: {reason}", dependency.name),
                ));
            }
            if dependency.requirement == "*" {
                breaches.push(Breach::of(
                    &package.name,
                    format!("asks for any version of {}; name one", dependency.name),
                ));
            }
        }
    }

    /// Jobs for which our manifests name more than one crate.
    fn check_jobs(&self, workspace: &Workspace, breaches: &mut Vec<Breach>) {
        let named: BTreeSet<&str> = workspace
            .ours()
            .flat_map(|package| &package.dependencies)
            .map(|dependency| dependency.name.as_str())
            .collect();
        for (job, crates) in &self.one_of {
            let used: Vec<&str> =
                crates.iter().map(String::as_str).filter(|name| named.contains(name)).collect();
            if used.len() > 1 {
                breaches.push(Breach::of(
                    "the workspace",
                    format!("names {} for one job ({job}); keep one", used.join(" and ")),
                ));
            }
        }
    }

    /// Whether a licence expression leaves a choice that we accept.
    fn allows(&self, expression: &str) -> bool {
        let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut reader = Reader { words: &words, allowed: &self.allowed };
        let accepted = reader.choice();
        accepted && reader.words.is_empty()
    }
}

/// Reads a licence expression from left to right: OR binds loosest, then AND, then WITH.
struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a BTreeSet<String>,
}

impl Reader<'_> {
    /// Takes the next word when it is the given one.
    fn take(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    /// `a OR b`. Every alternative is read, accepted or not, so that none is left over.
    fn choice(&mut self) -> bool {
        let mut accepted = self.all_of();
        while self.take("OR") {
            accepted |= self.all_of();
        }
        accepted
    }

    /// `a AND b`.
    fn all_of(&mut self) -> bool {
        let mut accepted = self.one();
        while self.take("AND") {
            accepted &= self.one();
        }
        accepted
    }

    /// A licence, with its exception, or an expression in brackets.
    fn one(&mut self) -> bool {
        if self.take("(") {
            let accepted = self.choice();
            return self.take(")") && accepted;
        }
        let Some((licence, rest)) = self.words.split_first() else {
            return false;
        };
        self.words = rest;
        let mut name = (*licence).to_owned();
        if self.take("WITH")
            && let Some((exception, rest)) = self.words.split_first()
        {
            self.words = rest;
            name = format!("{name} WITH {exception}");
        }
        self.allowed.contains(&name)
    }
}

/// A table of names and reasons.
fn reasons(table: &Table, key: &str) -> BTreeMap<String, String> {
    let entries = table.get(key).and_then(toml::Value::as_table);
    entries
        .into_iter()
        .flatten()
        .map(|(name, reason)| (name.clone(), reason.as_str().unwrap_or_default().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::LicenceTable;
    use crate::workspace::samples::{bring_in, workspace};
    use crate::workspace::{Dependency, Need, Workspace};

    fn check(workspace: &Workspace) -> String {
        let breaches = LicenceTable::shipped().unwrap().check(workspace);
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    fn naming(names: &[(&str, &str)]) -> Workspace {
        let mut members = workspace(&[("goals", &[])]);
        for (name, requirement) in names {
            members.packages[0].dependencies.push(Dependency {
                name: (*name).to_owned(),
                called: (*name).to_owned(),
                need: Need::Normal,
                requirement: (*requirement).to_owned(),
                local: false,
            });
        }
        members
    }

    #[test]
    fn an_expression_passes_when_a_choice_of_it_is_accepted() {
        let table = LicenceTable::shipped().unwrap();
        let cases = [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0 OR MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR GPL-3.0) AND GPL-3.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH Some-exception", false),
            ("AGPL-3.0-only", false),
            ("(MIT", false),
            ("", false),
        ];
        for (expression, accepted) in cases {
            assert_eq!(table.allows(expression), accepted, "{expression}");
        }
    }

    #[test]
    fn a_copyleft_package_is_refused_by_name_and_licence() {
        let mut members = workspace(&[("goals", &[])]);
        bring_in(&mut members, "goals", "viral", "GPL-3.0-only");
        assert!(check(&members).starts_with("viral 1.0.0: is under GPL-3.0-only"));
    }

    #[test]
    fn a_package_from_a_repository_is_refused() {
        let mut members = workspace(&[("goals", &[])]);
        bring_in(&mut members, "goals", "patched", "MIT");
        members.packages[1].source = Some("git+ssh".to_owned());
        assert!(check(&members).contains("comes from git+ssh"));
    }

    #[test]
    fn banned_packages_are_refused_however_they_come() {
        let mut members = workspace(&[("server", &[])]);
        bring_in(&mut members, "server", "native-tls", "MIT");
        assert!(check(&members).contains("native-tls 1.0.0: is banned"));
        assert!(check(&naming(&[("lazy_static", "^1")])).contains("may not use lazy_static"));
    }

    #[test]
    fn any_version_and_two_crates_for_one_job_are_refused() {
        assert!(check(&naming(&[("toml", "*")])).contains("any version of toml"));
        let said = check(&naming(&[("chrono", "^0.4"), ("time", "^0.3")]));
        assert!(said.contains("names chrono and time for one job (dates)"));
        assert_eq!(check(&naming(&[("chrono", "^0.4")])), "");
    }
}
