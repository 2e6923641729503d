//! A store of a test's own, and what tests put into it.

use fixtures::builder::{SheetBuilder, document};
use goals::{Document, TargetSheet};
use procedure::{Actor, Role, Scope};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use store::{
    Acting, DatabaseAddress, DocumentId, ImportDraft, Imported, IssueFilter, Origin, SheetChange,
    SheetId, Store, StoreError, StorePlaces, StoredIssue, Timestamp,
};
use tempfile::TempDir;
use vocabulary::{Basis, FiledText, FiscalYear, Issue, Place as At, RuleCode, Severity};

/// A store and its folder, which goes with it.
pub(crate) struct Place {
    pub(crate) store: Store,
    pub(crate) places: StorePlaces,
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) async fn embedded() -> Self {
        Self::at(DatabaseAddress::Embedded).await
    }

    #[cfg(feature = "postgres-tests")]
    pub(crate) async fn postgres() -> Self {
        Self::at(DatabaseAddress::Shared(new_database().await)).await
    }

    async fn at(database: DatabaseAddress) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = StorePlaces {
            data: folder.path().join("data"),
            keys: folder.path().join("keys"),
            database,
        };
        Self { store: Store::open(&places, 1).await.unwrap(), places, folder }
    }

    /// An empty place of the same kind of database.
    pub(crate) async fn another(&self) -> StorePlaces {
        let name = format!("another-{}", DocumentId::new());
        let folder = self.folder.path().join(name);
        let database = match &self.places.database {
            DatabaseAddress::Embedded => DatabaseAddress::Embedded,
            DatabaseAddress::Shared(_) => other_shared().await,
        };
        StorePlaces { data: folder.join("data"), keys: folder.join("keys"), database }
    }

    /// A connection past the store, as somebody with the file or the server has it.
    pub(crate) async fn raw(&self) -> DatabaseConnection {
        let url = match &self.places.database {
            DatabaseAddress::Embedded => {
                format!("sqlite://{}", self.places.data.join("chengxiao.sqlite").display())
            }
            DatabaseAddress::Shared(url) => url.clone(),
        };
        Database::connect(url).await.unwrap()
    }

    /// Lets rows be changed that the database keeps from being changed.
    pub(crate) async fn unprotected(&self) -> DatabaseConnection {
        let raw = self.raw().await;
        for table in ["audit_entries", "sheet_versions", "revisions"] {
            let drops = match &self.places.database {
                DatabaseAddress::Embedded => ["UPDATE", "DELETE"]
                    .map(|act| format!("DROP TRIGGER IF EXISTS {table}_refuse_{act}")),
                DatabaseAddress::Shared(_) => ["row", "table"].map(|name| {
                    format!("DROP TRIGGER IF EXISTS {table}_append_only_{name} ON {table}")
                }),
            };
            for drop in drops {
                raw.execute_unprepared(&drop).await.unwrap();
            }
        }
        raw
    }

    pub(crate) async fn import(&self, document: &Document, issues: &[Issue]) -> Imported {
        self.try_import(&clerk("333"), document, issues).await.unwrap()
    }

    pub(crate) async fn try_import(
        &self,
        acting: &Acting,
        document: &Document,
        issues: &[Issue],
    ) -> Result<Imported, StoreError> {
        let digest = self.store.put_file(b"original".to_vec()).await.unwrap();
        let draft = ImportDraft {
            document,
            issues,
            department_code: "333".into(),
            department_name: "住房和城乡建设局".into(),
            fiscal_year: FiscalYear::new(2021).unwrap(),
            file_name: "目标.docx".into(),
            digest,
        };
        self.store.import(acting, &draft).await
    }

    /// Saves other content of a sheet, with no findings.
    pub(crate) async fn save(
        &self,
        acting: &Acting,
        id: SheetId,
        content: &TargetSheet,
    ) -> Result<(), StoreError> {
        let sheet = self.store.sheet(&clerk("333"), id).await.unwrap();
        let owner = self.store.document(&clerk("333"), sheet.summary.document).await.unwrap();
        let change = SheetChange {
            id,
            base_version: sheet.summary.version,
            content,
            origin: Origin::Edit,
            note: "改正".into(),
        };
        let reviewed = (owner.summary.id, owner.summary.version, &owner.document, &[][..]);
        self.store.save_sheets(acting, &[change], reviewed).await
    }

    pub(crate) async fn issues(&self, document: DocumentId) -> Vec<StoredIssue> {
        self.store.issues(&clerk("333"), document, &IssueFilter::default()).await.unwrap()
    }

    pub(crate) async fn sheet_ids(&self, document: DocumentId) -> Vec<SheetId> {
        self.store.document(&clerk("333"), document).await.unwrap().sheet_ids
    }
}

/// A server database that nobody else uses.
#[cfg(feature = "postgres-tests")]
pub(crate) async fn new_database() -> String {
    #[expect(clippy::disallowed_methods, reason = "xtask says by it where its server is")]
    let server = std::env::var("CHENGXIAO_POSTGRES")
        .expect("cargo xtask test starts a server and sets CHENGXIAO_POSTGRES");
    let name = format!("t{}", DocumentId::new().to_string().replace('-', ""));
    let raw = Database::connect(format!("{server}/postgres")).await.unwrap();
    raw.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    raw.close().await.unwrap();
    format!("{server}/{name}")
}

#[cfg(feature = "postgres-tests")]
pub(crate) async fn other_shared() -> DatabaseAddress {
    DatabaseAddress::Shared(new_database().await)
}

#[cfg(not(feature = "postgres-tests"))]
pub(crate) async fn other_shared() -> DatabaseAddress {
    DatabaseAddress::Embedded
}

pub(crate) fn acting(role: Role, scope: Scope, at: Timestamp) -> Acting {
    Acting {
        actor: Actor { account: "zhang".into(), role, scope },
        name: "张三".into(),
        address: "10.0.0.8".into(),
        at,
    }
}

pub(crate) fn clerk(scope: &str) -> Acting {
    acting(Role::Preparer, Scope::Units(vec![scope.into()]), 1_000)
}

/// Another person than [`clerk`], who judges what that one did.
pub(crate) fn reviewer(scope: &str) -> Acting {
    let acting = acting(Role::Reviewer, Scope::Units(vec![scope.into()]), 1_000);
    let actor = Actor { account: "li".into(), ..acting.actor };
    Acting { actor, name: "李四".into(), ..acting }
}

pub(crate) fn administrator() -> Acting {
    acting(Role::Administrator, Scope::Everything, 1_000)
}

pub(crate) fn auditor() -> Acting {
    acting(Role::Auditor, Scope::Everything, 1_000)
}

pub(crate) fn two_sheets() -> Document {
    document([
        SheetBuilder::new(1, "城区警报器维护").code("333-0401-JQN-X0VZ").budget("12.5", "12.5", ""),
        SheetBuilder::new(2, "路灯电费").code("333-0402-JQN-X0VA").budget("7", "", ""),
    ])
}

/// The first sheet of 333002, the second of 333003.
pub(crate) fn of_two_units() -> Document {
    let mut document = two_sheets();
    for (sheet, unit) in document.sheets.iter_mut().zip(["333002", "333003"]) {
        sheet.unit_code = Some(text(unit));
    }
    document.department.overall_goal = Some(text("部门的总体目标"));
    document.notes.push("部门的附注".into());
    document
}

pub(crate) fn text(text: &str) -> FiledText {
    FiledText::certain(text, At::Entered)
}

pub(crate) fn issue(sheet: u32, text: &str) -> Issue {
    Issue {
        rule: RuleCode(50),
        severity: Severity::Error,
        sheet: (sheet > 0).then_some(sheet),
        row: Some(1),
        field: "指标值",
        at: None,
        text: text.into(),
        span: None,
        explanation: "数字重复".into(),
        repair: None,
        basis: Basis::new("财预〔2015〕88号"),
    }
}
