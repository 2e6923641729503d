//! 台账定义: looking at one before it is kept, keeping it, and what earlier ones leave behind.

use super::book::Book;
use crate::web::App;
use documents::rules::{PlacedFault, look_at_ledger, read_ledger, write_ledger};
use ledgers::{Catalogue, DefinitionFault, FieldKind, LedgerDefinition};
use std::borrow::Cow;
use store::{
    Acting, DefinitionVersion, LedgerChange, Store, StoreError, StoredDefinition, unreadable,
};

/// Over fields that only earlier versions had.
const RETIRED: &str = "已停用的字段";

/// Every version of a definition that is kept, oldest first.
pub(crate) struct KeptVersions {
    /// As they were written.
    pub(crate) versions: Vec<DefinitionVersion>,
    /// The same, read.
    pub(crate) read: Vec<LedgerDefinition>,
}

impl KeptVersions {
    /// Those of a ledger; empty when there is no such ledger.
    ///
    /// # Errors
    /// When the database fails, or what it keeps cannot be read.
    pub(crate) async fn of(store: &Store, code: &str) -> Result<Self, StoreError> {
        let versions = store.ledger_versions(code).await?;
        let read = |kept: &DefinitionVersion| {
            let file = format!("台账{code}第{}版", kept.version);
            read_ledger(&file, &kept.text).map_err(|error| StoreError::Damaged(error.to_string()))
        };
        let read = versions.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { versions, read })
    }

    /// The number of the newest; none when there is none.
    pub(crate) fn newest(&self) -> Option<i32> {
        self.versions.last().map(|version| version.version)
    }
}

/// A definition that somebody is writing.
pub(crate) struct Draft<'a> {
    /// As typed.
    pub(crate) text: &'a str,
    /// The version that it was begun from; none of a new ledger.
    pub(crate) from: Option<i32>,
    /// What is kept of the ledger.
    pub(crate) kept: &'a KeptVersions,
}

/// What came of looking at a definition.
pub(crate) struct LookedAt {
    /// What it says, once it can be read.
    pub(crate) definition: Option<LedgerDefinition>,
    /// Everything that stands in the way of keeping it.
    pub(crate) faults: Vec<PlacedFault>,
}

/// Looks at a definition: by itself, against the records kept, among the other ledgers, and under
/// the formulas of the library. What is found at one step would only be repeated by the next.
///
/// # Errors
/// When the database fails.
pub(crate) async fn look(app: &App, draft: &Draft<'_>) -> Result<LookedAt, StoreError> {
    let definition = match look_at_ledger(draft.text) {
        Ok(definition) => definition,
        Err(faults) => return Ok(LookedAt { definition: None, faults }),
    };
    let mut faults = against_kept(draft, &definition);
    if faults.is_empty() {
        faults = among_others(&app.book(), draft, &definition);
    }
    if faults.is_empty()
        && let Err(error) = whole_book(&app.store, &next(draft, &definition)).await?
    {
        faults.push(PlacedFault { line: None, words: error });
    }
    Ok(LookedAt { definition: Some(definition), faults })
}

fn against_kept(draft: &Draft<'_>, definition: &LedgerDefinition) -> Vec<PlacedFault> {
    let code = draft.kept.read.first().map(|first| &first.code);
    if let Some(code) = code.filter(|code| **code != definition.code) {
        let words = format!("代码不能改，应为“{code}”；要另建台账，请用“复制新建”");
        return vec![PlacedFault::find(draft.text, words)];
    }
    let mut words: Vec<String> = Vec::new();
    for fault in draft.kept.read.iter().flat_map(|before| unreadable(definition, before)) {
        if !words.contains(&fault) {
            words.push(fault);
        }
    }
    words.into_iter().map(|words| PlacedFault::find(draft.text, words)).collect()
}

fn among_others(book: &Book, draft: &Draft<'_>, definition: &LedgerDefinition) -> Vec<PlacedFault> {
    let changes = |other: &&LedgerDefinition| draft.from.is_some() && other.code == definition.code;
    let others = book.catalogue.ledgers().filter(|other| !changes(other)).cloned();
    let Err(faults) = Catalogue::new(others.chain([definition.clone()])) else {
        return Vec::new();
    };
    let placed = |fault: DefinitionFault| {
        if fault.ledger == definition.label {
            PlacedFault::find(draft.text, format!("{}：{}", fault.place, fault.problem))
        } else {
            PlacedFault { line: None, words: fault.to_string() }
        }
    };
    faults.into_iter().map(placed).collect()
}

/// Whether the library holds over the ledgers as they are to be; what does not, in words.
async fn whole_book(
    store: &Store,
    wanted: &LedgerDefinition,
) -> Result<Result<(), String>, StoreError> {
    let mut ledgers = store.ledger_definitions().await?;
    ledgers.retain(|stored| stored.code != wanted.code.as_str());
    ledgers.push(StoredDefinition {
        code: wanted.code.to_string(),
        version: i32::try_from(wanted.version).unwrap_or(i32::MAX),
        text: write_ledger(wanted),
    });
    match Book::read(&ledgers, store.indicator_versions().await?) {
        Ok(_) => Ok(Ok(())),
        Err(StoreError::Invalid(words)) => Ok(Err(words)),
        Err(other) => Err(other),
    }
}

/// The definition with the number of the version that it is going to be.
fn next(draft: &Draft<'_>, definition: &LedgerDefinition) -> LedgerDefinition {
    let version = draft.from.unwrap_or_default().saturating_add(1);
    LedgerDefinition { version: u32::try_from(version).unwrap_or(1), ..definition.clone() }
}

/// Keeps a definition that was looked at, and takes it into use.
///
/// # Errors
/// When the actor may not, no reason is given, another change came first, or the database fails.
pub(crate) async fn keep(
    app: &App,
    acting: &Acting,
    draft: &Draft<'_>,
    (definition, reason): (&LedgerDefinition, &str),
) -> Result<(), StoreError> {
    let ledger = next(draft, definition);
    let text = write_ledger(&ledger);
    let change = LedgerChange {
        ledger: &ledger,
        text: &text,
        before: &draft.kept.read,
        from: draft.from,
        reason,
    };
    app.store.change_ledger(acting, change).await?;
    app.use_book(Book::kept(&app.store).await?);
    Ok(())
}

/// A ledger with the fields that its records were once entered in and that its definition has no
/// more, after its own: what was entered stays readable.
///
/// # Errors
/// When the database fails.
pub(crate) async fn with_retired<'a>(
    store: &Store,
    ledger: &'a LedgerDefinition,
) -> Result<Cow<'a, LedgerDefinition>, StoreError> {
    if ledger.version <= 1 {
        return Ok(Cow::Borrowed(ledger));
    }
    let kept = KeptVersions::of(store, ledger.code.as_str()).await?;
    let mut all = Cow::Borrowed(ledger);
    for field in kept.read.iter().rev().flat_map(|before| &before.fields) {
        let computed = matches!(field.kind, FieldKind::Computed { .. });
        if computed || all.field(field.code.as_str()).is_some() {
            continue;
        }
        let mut retired = field.clone();
        retired.required = false;
        retired.applies_when = None;
        retired.group = Some(RETIRED.to_owned());
        all.to_mut().fields.push(retired);
    }
    Ok(all)
}
