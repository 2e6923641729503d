//! Writers that tell every acknowledged operation on standard output, flushed.

use crate::record_entry::{Entered, Records};
use crate::{Fault, runtime};
use fixtures::builder::{SheetBuilder, document};
use goals::Document;
use procedure::{Actor, Role, Scope};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{
    Acting, DatabaseAddress, Decision, Deed, DocumentFilter, ImportDraft, IssueFilter, IssueState,
    Origin, SheetChange, Store, StoreError, StorePlaces,
};
use vocabulary::{Basis, FiledText, FiscalYear, Issue, Place, RuleCode, Severity};

/// What a writer process is told on its command line.
pub(crate) struct Order {
    pub(crate) folder: PathBuf,
    pub(crate) writers: usize,
    /// Operations of each writer; without an end for a process that is going to be killed.
    pub(crate) operations: usize,
    /// Broken on purpose: does not flush at every commit.
    pub(crate) lax: bool,
    /// Broken on purpose: acknowledges before it has done the thing.
    pub(crate) early: bool,
}

impl Order {
    pub(crate) fn new(folder: &Path, writers: usize, operations: usize) -> Self {
        Self { folder: folder.to_owned(), writers, operations, lax: false, early: false }
    }

    /// The command line that [`main`] reads back.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = vec![
            "write".to_owned(),
            self.folder.display().to_string(),
            self.writers.to_string(),
            self.operations.to_string(),
        ];
        words.extend(self.lax.then(|| "--lax".to_owned()));
        words.extend(self.early.then(|| "--early".to_owned()));
        words
    }

    fn read(words: &[String]) -> Option<Self> {
        let [folder, writers, operations, flags @ ..] = words else { return None };
        Some(Self {
            folder: folder.into(),
            writers: writers.parse().ok()?,
            operations: operations.parse().ok()?,
            lax: flags.iter().any(|flag| flag == "--lax"),
            early: flags.iter().any(|flag| flag == "--early"),
        })
    }
}

/// Where a writer's store is, all of it below one folder.
pub(crate) fn places(folder: &Path) -> StorePlaces {
    StorePlaces {
        data: folder.join("data"),
        keys: folder.join("keys"),
        database: DatabaseAddress::Embedded,
    }
}

/// The person of a department.
pub(crate) fn clerk(department: &str) -> Acting {
    let scope = Scope::Units(vec![department.into()]);
    Acting {
        actor: Actor { account: format!("clerk-{department}"), role: Role::Preparer, scope },
        name: "经办人".into(),
        address: String::new(),
        at: 1_000,
    }
}

/// The writer process.
pub(crate) fn main(words: &[String]) -> Result<(), Fault> {
    let order = Order::read(words).ok_or("write FOLDER WRITERS OPERATIONS [--lax] [--early]")?;
    runtime()?.block_on(async {
        let places = places(&order.folder);
        let store = if order.lax {
            Store::open_without_flushing(&places, 1).await?
        } else {
            Store::open(&places, 1).await?
        };
        let records = Arc::new(Records::new()?);
        records.prepare(&store, &Acting::program(1_000)).await?;
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..order.writers {
            let writer = Writer {
                store: store.clone(),
                records: records.clone(),
                siren: None,
                acting: clerk(&format!("{}", 100 + number)),
                early: order.early,
                count: 0,
            };
            tasks.spawn(writer.work(order.operations));
        }
        while let Some(done) = tasks.join_next().await {
            done?;
        }
        // Not closed: a close folds the log into the file, which no crash does.
        Ok(())
    })
}

struct Writer {
    store: Store,
    records: Arc<Records>,
    /// The siren that was entered last, by its key and its number.
    siren: Option<(Entered, String)>,
    acting: Acting,
    early: bool,
    count: usize,
}

impl Writer {
    async fn work(mut self, operations: usize) {
        while self.count < operations {
            self.count += 1;
            let done = match self.count % 10 {
                1 => self.import().await,
                2 | 6 => self.save().await,
                3 | 7 => self.decide().await,
                4 => self.upload().await,
                5 => self.record().await,
                8 => self.enter().await,
                9 => self.change().await,
                _ => self.store.sign_head(1_000).await,
            };
            if let Err(error) = done {
                say(&format!("fail {error}"));
            }
        }
    }

    /// Tells an acknowledgement; when broken on purpose, before the thing is done.
    fn tell(&self, early: bool, what: &str) {
        if self.early == early {
            say(&format!("ack {what}"));
        }
    }

    fn department(&self) -> String {
        department(&self.acting)
    }

    /// Never told early: the key of a record is known when it is entered.
    async fn enter(&mut self) -> Result<(), StoreError> {
        let number = self.store.trail_head().await?.number;
        let number = format!("{}-{number}", self.department());
        let photo = self.store.put_file(number.clone().into_bytes()).await?;
        let entered = self.records.enter(&self.store, &self.acting, (&number, &photo)).await?;
        say(&format!("ack enter {} {} {}", entered.record, entered.entries, photo.as_str()));
        self.siren = Some((entered, number));
        Ok(())
    }

    async fn change(&mut self) -> Result<(), StoreError> {
        let Some((entered, number)) = self.siren.take() else { return Ok(()) };
        let told = |entries: i64| format!("enter {} {entries}", entered.record);
        self.tell(true, &told(entered.entries.saturating_add(1)));
        let wish = (entered, number.as_str());
        let changed = self.records.change(&self.store, &self.acting, wish).await?;
        self.tell(false, &told(changed.entries));
        Ok(())
    }

    async fn import(&self) -> Result<(), StoreError> {
        let bytes = format!("{} {}", self.department(), self.count).repeat(400).into_bytes();
        let digest = self.store.put_file(bytes).await?;
        let (document, issues) = content(self.count);
        let draft = ImportDraft {
            document: &document,
            issues: &issues,
            department_code: self.department(),
            department_name: "部门".into(),
            fiscal_year: FiscalYear::new(2021).map_err(|_| StoreError::Missing)?,
            file_name: "目标.docx".into(),
            digest: digest.clone(),
        };
        self.tell(true, &format!("upload {}", digest.as_str()));
        let done = self.store.import(&self.acting, &draft).await?;
        self.tell(false, &format!("import {} {} {}", done.id, done.revision, digest.as_str()));
        Ok(())
    }

    async fn save(&self) -> Result<(), StoreError> {
        let summary = self.store.documents(&self.acting, &DocumentFilter::default()).await?;
        let id = summary.first().ok_or(StoreError::Missing)?.id;
        let mut owner = self.store.document(&self.acting, id).await?;
        let position = self.count % owner.sheet_ids.len().max(1);
        let sheet = *owner.sheet_ids.get(position).ok_or(StoreError::Missing)?;
        let base_version = self.store.sheet(&self.acting, sheet).await?.summary.version;
        let edited = owner.document.sheets.get_mut(position).ok_or(StoreError::Missing)?;
        edited.purpose =
            Some(FiledText::certain(format!("第{}次修改", self.count), Place::Entered));
        let edited = edited.clone();
        let (_, issues) = content(self.count);
        let change = SheetChange {
            id: sheet,
            base_version,
            content: &edited,
            origin: Origin::Edit,
            note: String::new(),
        };
        self.tell(true, &format!("save {sheet} {}", base_version + 1));
        let reviewed = (id, owner.summary.version, &owner.document, issues.as_slice());
        self.store.save_sheets(&self.acting, &[change], reviewed).await?;
        self.tell(false, &format!("save {sheet} {}", base_version + 1));
        Ok(())
    }

    async fn decide(&self) -> Result<(), StoreError> {
        let summary = self.store.documents(&self.acting, &DocumentFilter::default()).await?;
        let id = summary.first().ok_or(StoreError::Missing)?.id;
        let found = self.store.issues(&self.acting, id, &IssueFilter::default()).await?;
        let issue = found.first().ok_or(StoreError::Missing)?.id;
        // Grows also over the starts of the program.
        let number = self.store.trail_head().await?.number;
        let decision = Decision { state: IssueState::Explained, reason: number.to_string() };
        self.tell(true, &format!("decide {issue} {number}"));
        self.store.decide(&self.acting, &[issue], &decision).await?;
        self.tell(false, &format!("decide {issue} {number}"));
        Ok(())
    }

    async fn upload(&self) -> Result<(), StoreError> {
        let number = self.store.trail_head().await?.number;
        let bytes = format!("{} {number}", self.department()).repeat(900).into_bytes();
        self.tell(true, &format!("upload {}", store::BlobDigest::of(&bytes).as_str()));
        let digest = self.store.put_file(bytes).await?;
        self.tell(false, &format!("upload {}", digest.as_str()));
        Ok(())
    }

    async fn record(&self) -> Result<(), StoreError> {
        let number = self.store.trail_head().await?.number;
        let object_id = format!("{}-{}-{number}", self.department(), self.count);
        let deed = Deed {
            action: "document.export",
            object_kind: "document",
            object_id: object_id.clone(),
            ..Deed::default()
        };
        self.tell(true, &format!("record {object_id}"));
        self.store.record(&self.acting, deed).await?;
        self.tell(false, &format!("record {object_id}"));
        Ok(())
    }
}

/// The department that a clerk writes for.
pub(crate) fn department(acting: &Acting) -> String {
    match &acting.actor.scope {
        Scope::Units(units) => units.concat(),
        Scope::Everything => String::new(),
    }
}

/// One line with one system call, so that it is told whole or not at all.
fn say(line: &str) {
    let line = format!("{line}\n");
    let mut out = std::io::stdout();
    if out.write_all(line.as_bytes()).and_then(|()| out.flush()).is_err() {
        // Whoever listened is gone, and nobody else would ever end this process.
        std::process::exit(2);
    }
}

fn content(count: usize) -> (Document, Vec<Issue>) {
    let sheets = (1..=3).map(|number| {
        SheetBuilder::new(number, &format!("项目{number}"))
            .code(&format!("333-{number}"))
            .budget("12.5", "12.5", "")
            .goal(&format!("第{count}次导入的目标"))
            .indicator(["产出", "数量", "数量", "完成数量", "≥95%"])
    });
    let issues = (1..=3).map(|sheet| Issue {
        rule: RuleCode(50),
        severity: Severity::Error,
        sheet: Some(sheet),
        row: Some(1),
        field: "指标值",
        at: None,
        text: "≥9595%".into(),
        span: None,
        explanation: "数字重复".into(),
        repair: None,
        basis: Basis::new("财预〔2015〕88号"),
    });
    (document(sheets), issues.collect())
}
