//! The version of what measuring goes by besides formulas and ledgers.

use procedure::Digest;

/// Which states of records count, and which limits apply.
const FILES: [&str; 2] = [
    include_str!("../../../../rules/ledgers/_workflows.toml"),
    include_str!("../../../../rules/deadlines.toml"),
];
/// Digits that tell apart the few versions there will ever be.
const DIGITS: usize = 8;

/// Names the rules of measuring that are shipped, in a text that a measured value can carry: the
/// beginning of their SM3 digest. It changes when one of the files changes, and not otherwise.
pub fn measuring_rules_version() -> String {
    let digest = Digest::of(FILES.concat().as_bytes()).to_string();
    format!("测算规则（{}）", digest.get(..DIGITS).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_content_of_the_files() {
        let version = measuring_rules_version();
        let digits = version.trim_start_matches("测算规则（").trim_end_matches('）');
        assert_eq!(digits.len(), DIGITS);
        assert!(Digest::of(FILES.concat().as_bytes()).to_string().starts_with(digits));
    }
}
