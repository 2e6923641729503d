//! Typed keys: UUIDs of version 7, made here, so that no database hands out sequences.

use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("编号格式不对")]
pub struct NotAnId;

macro_rules! id {
    ($name:ident, $meaning:literal) => {
        #[doc = $meaning]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new key, later than every one made before on this machine.
            #[expect(clippy::new_without_default, reason = "a key is never a default")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Reads the hyphenated form only, so that a thing has one address.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let read = Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)?;
                if read.to_string() == text { Ok(read) } else { Err(NotAnId) }
            }
        }
    };
}

id!(AccountId, "Key of an account.");
id!(TokenId, "Key of an API token.");
id!(DocumentId, "Key of a document.");
id!(SheetId, "Key of a target sheet.");
id!(IssueId, "Key of an issue; it stays while the issue stays.");
id!(JobId, "Key of a job.");
id!(RecordId, "Key of a record of a ledger; its entries share it.");
id!(EntryId, "Key of an entry of a record: what was written at one time.");

/// A key for rows that nobody addresses.
pub(crate) fn row_key() -> String {
    Uuid::now_v7().hyphenated().to_string()
}
