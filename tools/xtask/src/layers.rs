//! The layer law: arrows between crates point downward, and layers 0-6 do not reach the world.

use crate::breach::Breach;
use crate::failure::Failure;
use crate::workspace::{Dependency, Need, Package, Workspace};
use std::collections::BTreeMap;
use toml::Table;

/// The highest layer that holds rules: no input, no output, no clock.
const PURE_UP_TO: i64 = 6;

/// A product crate's line of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct CrateLaw {
    /// 0 at the bottom.
    pub(crate) layer: i64,
    /// Whether its sources may not touch the world.
    pub(crate) pure: bool,
    /// Where it may use floating point; `None` where the question is not asked.
    pub(crate) floats: Option<Vec<String>>,
    /// The only crates that may use it; empty for all above it.
    only_for: Vec<String>,
}

impl CrateLaw {
    /// Whether the crate holds rules of the business.
    pub(crate) fn holds_rules(&self) -> bool {
        self.layer <= PURE_UP_TO
    }
}

/// A tool's line of the table.
#[derive(Clone, Debug, Default)]
struct ToolLaw {
    /// The highest layer it may use; below 0 for none.
    uses_up_to: i64,
    /// Whether only tests may use it.
    dev_only: bool,
}

/// `layers.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct LayerTable {
    crates: BTreeMap<String, CrateLaw>,
    tools: BTreeMap<String, ToolLaw>,
    /// Packages that touch the world.
    outside_packages: Vec<String>,
    /// Paths of the standard library that touch the world.
    pub(crate) outside_paths: Vec<String>,
}

impl LayerTable {
    /// The table of this workspace.
    pub(crate) fn shipped() -> Result<Self, Failure> {
        Self::parse(include_str!("../layers.toml")).map_err(|why| why.during("layers.toml"))
    }

    /// Reads a table.
    fn parse(text: &str) -> Result<Self, Failure> {
        let table: Table = toml::from_str(text)?;
        let mut read = Self::default();
        for entry in tables(&table, "crates") {
            let layer = whole(entry, "layer")
                .ok_or_else(|| Failure::new(format!("{} has no layer", name(entry))))?;
            let holds_rules = layer <= PURE_UP_TO;
            let law = CrateLaw {
                layer,
                pure: holds_rules || flag(entry, "pure"),
                floats: (holds_rules || entry.contains_key("floats"))
                    .then(|| texts(entry, "floats")),
                only_for: texts(entry, "only_for"),
            };
            if read.crates.insert(name(entry).to_owned(), law).is_some() {
                return Err(Failure::new(format!("{} stands twice", name(entry))));
            }
        }
        for entry in tables(&table, "tools") {
            let law = ToolLaw {
                uses_up_to: whole(entry, "uses_up_to").unwrap_or(-1),
                dev_only: flag(entry, "dev_only"),
            };
            read.tools.insert(name(entry).to_owned(), law);
        }
        if let Some(world) = table.get("outside_world").and_then(toml::Value::as_table) {
            read.outside_packages = texts(world, "packages");
            read.outside_paths = texts(world, "paths");
        }
        Ok(read)
    }

    /// A product crate's line.
    pub(crate) fn law(&self, name: &str) -> Option<&CrateLaw> {
        self.crates.get(name)
    }

    /// Every breach of the table in a workspace.
    pub(crate) fn check(&self, workspace: &Workspace) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for package in workspace.ours() {
            self.check_arrows(package, &mut breaches);
            self.check_world(package, workspace, &mut breaches);
        }
        breaches
    }

    /// The arrows that leave one package.
    fn check_arrows(&self, package: &Package, breaches: &mut Vec<Breach>) {
        let user = &package.name;
        if !self.crates.contains_key(user) && !self.tools.contains_key(user) {
            breaches.push(Breach::of(
                user,
                "stands in no layer; add it to tools/xtask/layers.toml and to ARCHITECTURE.md",
            ));
            return;
        }
        for dependency in package.dependencies.iter().filter(|used| used.local) {
            if let Some(problem) = self.fault_of_arrow(user, dependency) {
                breaches.push(Breach::of(user, problem));
            }
        }
    }

    /// What is wrong with one arrow, if anything.
    fn fault_of_arrow(&self, user: &str, dependency: &Dependency) -> Option<String> {
        let target = dependency.name.as_str();
        if let Some(tool) = self.tools.get(target) {
            let allowed = tool.dev_only && dependency.need == Need::Dev;
            return (!allowed)
                .then(|| format!("may not use {target}: a tool, for tests only where it says so"));
        }
        let law = self.crates.get(target)?;
        if !law.only_for.is_empty() && !law.only_for.iter().any(|name| name == user) {
            let only = law.only_for.join(", ");
            return Some(format!("may not use {target}: it is only for {only}"));
        }
        let highest = match (self.crates.get(user), self.tools.get(user)) {
            (Some(own), _) => own.layer - 1,
            (None, Some(tool)) => tool.uses_up_to,
            (None, None) => return None,
        };
        (law.layer > highest).then(|| {
            format!(
                "may not use {target}: it stands in layer {}, and {user} may use layers up to \
                 {highest}; move the code down, or the decision up",
                law.layer
            )
        })
    }

    /// The packages of the outside world that a crate of rules reaches.
    fn check_world(&self, package: &Package, workspace: &Workspace, breaches: &mut Vec<Breach>) {
        let holds_rules = self.law(&package.name).is_some_and(CrateLaw::holds_rules);
        if !holds_rules {
            return;
        }
        for outside in &self.outside_packages {
            if let Some(chain) = workspace.chain(&package.name, outside) {
                breaches.push(Breach::of(
                    &package.name,
                    format!(
                        "reaches {outside} ({}): layers 0-{PURE_UP_TO} do not touch the outside \
                         world; do it in store or server",
                        chain.join(" -> ")
                    ),
                ));
            }
        }
    }
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    let list = table.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_table)
}

fn name(entry: &Table) -> &str {
    entry.get("name").and_then(toml::Value::as_str).unwrap_or("an entry without a name")
}

fn whole(entry: &Table, key: &str) -> Option<i64> {
    entry.get(key).and_then(toml::Value::as_integer)
}

fn flag(entry: &Table, key: &str) -> bool {
    entry.get(key).and_then(toml::Value::as_bool) == Some(true)
}

/// A list of texts; empty when the key is missing.
pub(crate) fn texts(entry: &Table, key: &str) -> Vec<String> {
    let list = entry.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::LayerTable;
    use crate::workspace::samples::{bring_in, workspace};
    use crate::workspace::{Need, Workspace};

    /// Checks a workspace of members against the shipped table, a breach a line.
    fn check(workspace: &Workspace) -> String {
        let breaches = LayerTable::shipped().unwrap().check(workspace);
        let lines: Vec<_> = breaches.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn arrows_that_point_downward_pass() {
        let members = workspace(&[
            ("goals", &[("budget", Need::Normal), ("fixtures", Need::Dev)]),
            ("budget", &[("vocabulary", Need::Normal)]),
            ("vocabulary", &[]),
            ("fixtures", &[("goals", Need::Normal)]),
        ]);
        assert_eq!(check(&members), "");
    }

    #[test]
    fn an_arrow_upward_is_refused_with_both_names() {
        for need in [Need::Normal, Need::Build, Need::Dev] {
            let members = workspace(&[("budget", &[("goals", need)]), ("goals", &[])]);
            assert!(check(&members).starts_with("budget: may not use goals: it stands in layer 4"));
        }
    }

    #[test]
    fn an_arrow_sideways_is_refused() {
        for (user, used) in [
            ("monitoring", "evaluation"),
            ("market", "permits"),
            ("documents", "store"),
            ("store", "documents"),
            ("ledgers", "surveys"),
        ] {
            let members = workspace(&[(user, &[(used, Need::Normal)]), (used, &[])]);
            assert!(check(&members).starts_with(&format!("{user}: may not use {used}")));
        }
    }

    #[test]
    fn a_cycle_has_an_arrow_that_is_refused() {
        let members = workspace(&[
            ("goals", &[("budget", Need::Normal)]),
            ("budget", &[("indicators", Need::Normal)]),
            ("indicators", &[("goals", Need::Dev)]),
        ]);
        assert!(check(&members).starts_with("indicators: may not use goals"));
    }

    #[test]
    fn a_crate_that_the_table_does_not_know_is_refused() {
        let members = workspace(&[("helpers", &[])]);
        assert!(check(&members).starts_with("helpers: stands in no layer"));
    }

    #[test]
    fn fixtures_are_for_tests_only() {
        let members = workspace(&[("server", &[("fixtures", Need::Normal)]), ("fixtures", &[])]);
        assert!(check(&members).starts_with("server: may not use fixtures"));
        let members =
            workspace(&[("fixtures", &[("documents", Need::Normal)]), ("documents", &[])]);
        assert!(check(&members).starts_with("fixtures: may not use documents"));
        let members = workspace(&[("server", &[("xtask", Need::Dev)]), ("xtask", &[])]);
        assert!(check(&members).starts_with("server: may not use xtask"));
    }

    #[test]
    fn the_fonts_are_for_documents_only() {
        let members = workspace(&[("server", &[("typefaces", Need::Normal)]), ("typefaces", &[])]);
        assert!(check(&members).starts_with("server: may not use typefaces: it is only for"));
        let members =
            workspace(&[("documents", &[("typefaces", Need::Normal)]), ("typefaces", &[])]);
        assert_eq!(check(&members), "");
    }

    #[test]
    fn a_runtime_reached_through_another_package_is_refused_with_the_way_it_came() {
        let mut members = workspace(&[("goals", &[]), ("server", &[])]);
        bring_in(&mut members, "goals", "segmenter", "MIT");
        bring_in(&mut members, "segmenter", "tokio", "MIT");
        bring_in(&mut members, "server", "tokio", "MIT");
        let said = check(&members);
        assert!(said.starts_with("goals: reaches tokio (goals -> segmenter -> tokio)"));
        assert_eq!(said.lines().count(), 1, "server may: {said}");
    }

    #[test]
    fn a_table_that_names_a_crate_twice_is_refused() {
        let twice = "[[crates]]\nname='a'\nlayer=0\n[[crates]]\nname='a'\nlayer=1";
        assert!(LayerTable::parse(twice).is_err());
        assert!(LayerTable::parse("[[crates]]\nname='a'").is_err());
    }
}
