//! The packages of the workspace and everything they use, as `cargo metadata` tells it.

use crate::failure::Failure;
use crate::step;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// When a dependency is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// In the product.
    Normal,
    /// While building it.
    Build,
    /// In tests only.
    Dev,
}

/// One line of a manifest's dependency tables.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// The package's name in its registry, whatever it is called in the sources.
    pub(crate) name: String,
    /// The name the sources use, with underscores.
    pub(crate) called: String,
    /// When it is needed.
    pub(crate) need: Need,
    /// The version asked for.
    pub(crate) requirement: String,
    /// Whether it is a folder of the workspace.
    pub(crate) local: bool,
}

/// A package: ours, or one of those that ours use.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Its version.
    pub(crate) version: String,
    /// Its folder relative to the root; empty for packages that are not ours.
    pub(crate) folder: String,
    /// Whether it is a member of the workspace.
    pub(crate) ours: bool,
    /// Its licence expression.
    pub(crate) licence: Option<String>,
    /// Where it comes from; `None` for a folder.
    pub(crate) source: Option<String>,
    /// What its manifest asks for.
    pub(crate) dependencies: Vec<Dependency>,
}

/// The workspace with all it uses on this platform.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    /// Every package.
    pub(crate) packages: Vec<Package>,
    /// What each package, by name, needs in the product or while building; tests left out.
    pub(crate) uses: BTreeMap<String, BTreeSet<String>>,
}

impl Workspace {
    /// Asks cargo, under the committed lock file. Packages of other platforms are left out, so
    /// that the answer needs no network once the workspace has been built.
    pub(crate) fn load() -> Result<Self, Failure> {
        let about = step::output(&mut step::command("rustc", &["-vV"]))?;
        let about = String::from_utf8_lossy(&about).into_owned();
        let platform = about
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .ok_or_else(|| Failure::new("rustc does not say its platform"))?;
        let words =
            ["metadata", "--format-version", "1", "--locked", "--filter-platform", platform];
        let answer = step::output(&mut step::command(&step::cargo(), &words))?;
        Self::read(&serde_json::from_slice(&answer)?)
    }

    /// Reads the answer of `cargo metadata`.
    fn read(answer: &Value) -> Result<Self, Failure> {
        let root = text(answer, "workspace_root");
        let members: BTreeSet<&str> =
            list(answer, "workspace_members").iter().filter_map(Value::as_str).collect();
        let mut names = BTreeMap::new();
        let mut packages = Vec::new();
        for package in list(answer, "packages") {
            let id = text(package, "id");
            names.insert(id, text(package, "name").to_owned());
            packages.push(read_package(package, members.contains(id), root));
        }
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let nodes = answer.get("resolve").map_or(&[][..], |graph| list(graph, "nodes"));
        for node in nodes {
            let Some(name) = names.get(text(node, "id")) else {
                continue;
            };
            let targets = uses.entry(name.clone()).or_default();
            for link in list(node, "deps") {
                let in_product =
                    list(link, "dep_kinds").iter().any(|kind| kind["kind"].as_str() != Some("dev"));
                if let Some(target) = names.get(text(link, "pkg")).filter(|_| in_product) {
                    targets.insert(target.clone());
                }
            }
        }
        if packages.iter().all(|package| !package.ours) {
            return Err(Failure::new("cargo metadata names no member"));
        }
        Ok(Self { packages, uses })
    }

    /// The members of the workspace.
    pub(crate) fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.ours)
    }

    /// The shortest chain of names from one package to another, both included.
    pub(crate) fn chain(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut waiting = VecDeque::from([from]);
        while let Some(name) = waiting.pop_front() {
            if name == to {
                return Some(walk_back(&reached_from, from, to));
            }
            for next in self.uses.get(name).into_iter().flatten() {
                if next != from && !reached_from.contains_key(next.as_str()) {
                    reached_from.insert(next, name);
                    waiting.push_back(next);
                }
            }
        }
        None
    }
}

/// The chain that a search found, read from its end.
fn walk_back(reached_from: &BTreeMap<&str, &str>, from: &str, to: &str) -> Vec<String> {
    let mut chain = vec![to.to_owned()];
    let mut here = to;
    while here != from {
        let Some(before) = reached_from.get(here) else {
            break;
        };
        chain.push((*before).to_owned());
        here = before;
    }
    chain.reverse();
    chain
}

/// Reads one package of the answer.
fn read_package(package: &Value, ours: bool, root: &str) -> Package {
    let manifest = text(package, "manifest_path");
    let folder = manifest
        .strip_prefix(root)
        .and_then(|rest| rest.strip_suffix("Cargo.toml"))
        .unwrap_or_default()
        .trim_matches(['/', '\\']);
    let dependencies = list(package, "dependencies").iter().map(read_dependency).collect();
    Package {
        name: text(package, "name").to_owned(),
        version: text(package, "version").to_owned(),
        folder: if ours { folder.replace('\\', "/") } else { String::new() },
        ours,
        licence: package["license"].as_str().map(str::to_owned),
        source: package["source"].as_str().map(str::to_owned),
        dependencies,
    }
}

/// Reads one dependency of a package.
fn read_dependency(dependency: &Value) -> Dependency {
    let name = text(dependency, "name");
    let called = dependency["rename"].as_str().unwrap_or(name);
    Dependency {
        name: name.to_owned(),
        called: called.replace('-', "_"),
        need: match dependency["kind"].as_str() {
            Some("dev") => Need::Dev,
            Some("build") => Need::Build,
            _ => Need::Normal,
        },
        requirement: text(dependency, "req").to_owned(),
        local: !dependency["path"].is_null(),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
pub(crate) mod samples {
    //! Small workspaces for the tests of the laws.

    use super::{Dependency, Need, Package, Workspace};

    /// A workspace of members, each with the members it uses and when.
    pub(crate) fn workspace(members: &[(&str, &[(&str, Need)])]) -> Workspace {
        let mut workspace = Workspace::default();
        for (name, used) in members {
            let dependencies = used
                .iter()
                .map(|(target, need)| Dependency {
                    name: (*target).to_owned(),
                    called: (*target).to_owned(),
                    need: *need,
                    requirement: "*".to_owned(),
                    local: true,
                })
                .collect();
            workspace.packages.push(Package {
                name: (*name).to_owned(),
                version: "0.1.0".to_owned(),
                folder: format!("crates/{name}"),
                ours: true,
                licence: Some("Apache-2.0".to_owned()),
                source: None,
                dependencies,
            });
            let in_product = used
                .iter()
                .filter(|(_, need)| *need != Need::Dev)
                .map(|(target, _)| (*target).to_owned());
            workspace.uses.insert((*name).to_owned(), in_product.collect());
        }
        workspace
    }

    /// Adds a package from a registry, used by a member.
    pub(crate) fn bring_in(workspace: &mut Workspace, user: &str, name: &str, licence: &str) {
        workspace.uses.entry(user.to_owned()).or_default().insert(name.to_owned());
        workspace.packages.push(Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            folder: String::new(),
            ours: false,
            licence: Some(licence.to_owned()),
            source: Some("registry+index".to_owned()),
            dependencies: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, Workspace};
    use serde_json::json;

    fn answer() -> serde_json::Value {
        json!({
            "workspace_root": "/w",
            "workspace_members": ["goals-id"],
            "packages": [
                {"id": "goals-id", "name": "goals", "version": "0.1.0", "license": "Apache-2.0",
                 "source": null, "manifest_path": "/w/crates/goals/Cargo.toml",
                 "dependencies": [
                    {"name": "jieba-rs", "req": "^0.11", "kind": null, "rename": null, "path": null},
                    {"name": "proptest", "req": "^1", "kind": "dev", "rename": null, "path": null}]},
                {"id": "jieba-id", "name": "jieba-rs", "version": "0.11.0", "license": "MIT",
                 "source": "registry+index", "manifest_path": "/r/jieba/Cargo.toml",
                 "dependencies": []},
                {"id": "proptest-id", "name": "proptest", "version": "1.0.0", "license": "MIT",
                 "source": "registry+index", "manifest_path": "/r/p/Cargo.toml",
                 "dependencies": []}],
            "resolve": {"nodes": [
                {"id": "goals-id", "deps": [
                    {"pkg": "jieba-id", "dep_kinds": [{"kind": null}]},
                    {"pkg": "proptest-id", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "jieba-id", "deps": []}]}
        })
    }

    #[test]
    fn members_are_told_from_the_packages_they_use() {
        let workspace = Workspace::read(&answer()).unwrap();
        let ours: Vec<_> = workspace.ours().map(|p| p.folder.as_str()).collect();
        assert_eq!(ours, ["crates/goals"]);
        let goals = workspace.ours().next().unwrap();
        assert_eq!(goals.dependencies[0].called, "jieba_rs");
        assert_eq!(goals.dependencies[1].need, Need::Dev);
    }

    #[test]
    fn what_only_tests_need_is_not_part_of_the_product() {
        let workspace = Workspace::read(&answer()).unwrap();
        assert!(workspace.chain("goals", "proptest").is_none());
        assert_eq!(workspace.chain("goals", "jieba-rs").unwrap(), ["goals", "jieba-rs"]);
    }

    #[test]
    fn an_answer_without_members_is_refused() {
        assert!(Workspace::read(&json!({"packages": []})).is_err());
    }
}
