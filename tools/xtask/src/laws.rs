//! All laws of the workspace in one report, every breach at once.

use crate::breach::Breach;
use crate::failure::Failure;
use crate::layers::LayerTable;
use crate::licences::LicenceTable;
use crate::sources::Sources;
use crate::workspace::Workspace;
use crate::{manifests, tidy};

/// Checks every law and prints every breach.
pub(crate) fn report() -> Result<(), Failure> {
    let workspace = Workspace::load()?;
    let sources = Sources::load()?;
    let table = LayerTable::shipped()?;
    let mut breaches = table.check(&workspace);
    breaches.extend(LicenceTable::shipped()?.check(&workspace));
    breaches.extend(manifests::check(&workspace, &sources)?);
    breaches.extend(tidy::check(&workspace, &sources, &table)?);
    judge(breaches)
}

/// Prints the breaches in the order of their places; any is a failure.
fn judge(mut breaches: Vec<Breach>) -> Result<(), Failure> {
    breaches.sort();
    breaches.dedup();
    for breach in &breaches {
        println!("    {breach}");
    }
    match breaches.len() {
        0 => Ok(()),
        count => {
            Err(Failure::new(format!("{count} places break a law of the workspace, see above")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{judge, report};
    use crate::breach::Breach;

    #[test]
    fn this_workspace_keeps_its_laws() {
        report().unwrap();
    }

    #[test]
    fn one_breach_told_twice_counts_once() {
        let breach = Breach::at("a.rs", 1, "a problem");
        let failure = judge(vec![breach.clone(), breach]).unwrap_err();
        assert!(failure.to_string().starts_with("1 places"));
    }
}
