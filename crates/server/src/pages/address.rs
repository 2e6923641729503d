//! Addresses with a query.

use crate::web::encode;

/// An address of ours with a query; empty values are left out unless they say something.
pub(super) fn with_query(path: &str, query: &[(&str, Option<&str>)]) -> String {
    let pairs: Vec<String> = query
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encode((*value)?))))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::with_query;

    #[test]
    fn a_query_keeps_what_was_typed_and_nothing_becomes_another_part_of_it() {
        let query = [("q", Some("道路&year=1")), ("year", None), ("unit", Some(""))];
        assert_eq!(with_query("/sheets", &query), "/sheets?q=%E9%81%93%E8%B7%AF%26year%3D1&unit=");
        assert_eq!(with_query("/trail", &[("before", None)]), "/trail");
    }
}
