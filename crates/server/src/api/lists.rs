//! What goes out in pieces.

use super::received::malformed;
use crate::web::Answer;
use serde::Serialize;
use utoipa::ToSchema;

/// Items of a list without a limit of its own.
pub(super) const SHIPPED: u16 = 50;
/// The most items of one answer.
pub(super) const MOST: u16 = 200;

/// A piece of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed<T> {
    /// What this piece holds.
    pub(super) items: Vec<T>,
    /// The `after` of the next piece; null at the end.
    pub(super) next: Option<String>,
}

impl<T> Listed<T> {
    /// A list that is short enough to come whole.
    pub(super) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// Cuts a list that was asked for with one item more than the limit.
    pub(super) fn cut(mut items: Vec<T>, limit: u16, key: impl Fn(&T) -> String) -> Self {
        let limit = usize::from(limit);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(key);
        Self { items, next }
    }
}

/// How many items were asked for.
pub(super) fn limit(asked: Option<u16>) -> Answer<u16> {
    match asked.unwrap_or(SHIPPED) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(malformed(format!("limit 应为1至{MOST}"))),
    }
}

/// The part of a whole list that begins after a key, with one item more than the limit. A key
/// that is gone begins at the start again.
pub(super) fn after<T>(
    all: Vec<T>,
    after: Option<&str>,
    limit: u16,
    key: impl Fn(&T) -> String,
) -> Listed<T> {
    let begin = after.and_then(|after| all.iter().position(|item| key(item) == after));
    let rest = all.into_iter().skip(begin.map_or(0, |position| position + 1));
    Listed::cut(rest.take(usize::from(limit) + 1).collect(), limit, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_whole_list() {
        let all: Vec<u32> = (0..7).collect();
        let (mut seen, mut next) = (Vec::new(), None);
        loop {
            let piece = after(all.clone(), next.as_deref(), 3, u32::to_string);
            seen.extend(piece.items);
            next = piece.next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(seen, all);
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err());
    }
}
