//! Whole numbers as they come in JSON. To JSON Schema `13.0` is a whole number, so it is to us.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Number;
use std::str::FromStr;

/// A whole number, however it is written.
pub(crate) fn read<'de, D: Deserializer<'de>, T: FromStr>(from: D) -> Result<T, D::Error> {
    whole(&Number::deserialize(from)?)
}

/// The same, or null.
pub(crate) fn read_or_null<'de, D: Deserializer<'de>, T: FromStr>(
    from: D,
) -> Result<Option<T>, D::Error> {
    Option::<Number>::deserialize(from)?.as_ref().map(whole).transpose()
}

fn whole<T: FromStr, E: Error>(number: &Number) -> Result<T, E> {
    let printed = number.to_string();
    let digits = printed.strip_suffix(".0").unwrap_or(&printed);
    digits.parse().map_err(|_| E::custom("not a whole number of this range"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Sent {
        #[serde(deserialize_with = "super::read")]
        version: i32,
        #[serde(default, deserialize_with = "super::read_or_null")]
        row: Option<u32>,
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = |json: &str| serde_json::from_str::<Sent>(json);
        assert_eq!(read("{\"version\":13.0,\"row\":1e1}").unwrap().row, Some(10));
        assert_eq!(read("{\"version\":-13}").unwrap().version, -13);
        assert_eq!(read("{\"version\":1,\"row\":null}").unwrap().row, None);
        for wrong in ["1.5", "1e30", "\"1\"", "null", "3000000000", "[]"] {
            assert!(read(&format!("{{\"version\":{wrong}}}")).is_err(), "{wrong}");
        }
    }
}
