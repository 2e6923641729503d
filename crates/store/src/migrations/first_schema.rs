//! The first schema: documents, sheets, issues, accounts, jobs, the trail.
//!
//! Frozen: a released migration is never edited; a change of the schema is a new file.

use super::table::{Column, Index, Kind, Table};

const fn key(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: true, optional: false }
}

const fn of(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: false, optional: false }
}

const fn maybe(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, key: false, optional: true }
}

const fn unique(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: true }
}

const fn by(columns: &'static [&'static str]) -> Index {
    Index { columns, unique: false }
}

/// Every table with its columns and indexes.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "orgs",
        columns: &[
            key("code", Kind::Text),
            of("name", Kind::Text),
            of("kind", Kind::Text),
            maybe("parent", Kind::Text),
        ],
        indexes: &[],
    },
    Table {
        name: "fiscal_years",
        columns: &[key("year", Kind::Number), of("closed", Kind::YesNo)],
        indexes: &[],
    },
    Table {
        name: "accounts",
        columns: &[
            key("id", Kind::Text),
            of("login", Kind::Text),
            of("name", Kind::Text),
            of("password", Kind::Text),
            of("role", Kind::Text),
            of("scope", Kind::Text),
            of("must_change", Kind::YesNo),
            of("disabled", Kind::YesNo),
            of("demonstration", Kind::YesNo),
            of("failures", Kind::Number),
            of("locked_until_ms", Kind::Long),
            of("created_at_ms", Kind::Long),
            of("version", Kind::Long),
        ],
        indexes: &[unique(&["login"])],
    },
    Table {
        name: "sessions",
        columns: &[
            key("digest", Kind::Text),
            of("account_id", Kind::Text),
            of("csrf", Kind::Text),
            of("created_at_ms", Kind::Long),
            of("seen_at_ms", Kind::Long),
            of("address", Kind::Text),
        ],
        indexes: &[by(&["account_id"])],
    },
    Table {
        name: "api_tokens",
        columns: &[
            key("id", Kind::Text),
            of("account_id", Kind::Text),
            of("label", Kind::Text),
            of("digest", Kind::Text),
            of("created_at_ms", Kind::Long),
            of("revoked", Kind::YesNo),
        ],
        indexes: &[unique(&["digest"])],
    },
    Table {
        name: "blobs",
        columns: &[
            key("digest", Kind::Text),
            of("size", Kind::Long),
            of("created_at_ms", Kind::Long),
        ],
        indexes: &[],
    },
    Table {
        name: "documents",
        columns: &[
            key("id", Kind::Text),
            of("department_code", Kind::Text),
            of("department_name", Kind::Text),
            of("fiscal_year", Kind::Number),
            of("title", Kind::Text),
            of("form", Kind::Text),
            of("revision", Kind::Number),
            of("version", Kind::Long),
            of("content", Kind::Text),
            of("sheets", Kind::Number),
            of("indicators", Kind::Number),
            of("total_fen", Kind::Long),
            of("errors", Kind::Number),
            of("warnings", Kind::Number),
            of("infos", Kind::Number),
            of("decided", Kind::Number),
            of("imported_at_ms", Kind::Long),
            of("imported_by", Kind::Text),
        ],
        indexes: &[unique(&["department_code", "fiscal_year", "form"])],
    },
    Table {
        name: "revisions",
        columns: &[
            key("id", Kind::Text),
            of("document_id", Kind::Text),
            of("number", Kind::Number),
            of("file_name", Kind::Text),
            of("digest", Kind::Text),
            of("imported_at_ms", Kind::Long),
            of("imported_by", Kind::Text),
            of("sealed_by", Kind::Long),
            of("content", Kind::Text),
        ],
        indexes: &[unique(&["document_id", "number"]), by(&["digest"]), by(&["sealed_by"])],
    },
    Table {
        name: "target_sheets",
        columns: &[
            key("id", Kind::Text),
            of("document_id", Kind::Text),
            of("fiscal_year", Kind::Number),
            of("position", Kind::Number),
            of("unit_code", Kind::Text),
            of("project_code", Kind::Text),
            of("project_name", Kind::Text),
            of("search", Kind::Text),
            maybe("budget_fen", Kind::Long),
            of("indicators", Kind::Number),
            of("errors", Kind::Number),
            of("warnings", Kind::Number),
            of("infos", Kind::Number),
            of("version", Kind::Number),
            of("removed", Kind::YesNo),
            of("updated_at_ms", Kind::Long),
        ],
        indexes: &[
            by(&["document_id", "position"]),
            by(&["fiscal_year", "removed", "id"]),
            by(&["project_code"]),
        ],
    },
    Table {
        name: "sheet_versions",
        columns: &[
            key("id", Kind::Text),
            of("sheet_id", Kind::Text),
            of("number", Kind::Number),
            of("origin", Kind::Text),
            of("content", Kind::Text),
            of("digest", Kind::Text),
            of("at_ms", Kind::Long),
            of("by", Kind::Text),
            of("sealed_by", Kind::Long),
            of("note", Kind::Text),
        ],
        indexes: &[unique(&["sheet_id", "number"]), by(&["sealed_by", "id"])],
    },
    Table {
        name: "drafts",
        columns: &[
            key("sheet_id", Kind::Text),
            key("account_id", Kind::Text),
            of("content", Kind::Text),
            of("base_version", Kind::Number),
            of("saved_at_ms", Kind::Long),
        ],
        indexes: &[],
    },
    Table {
        name: "issues",
        columns: &[
            key("id", Kind::Text),
            of("document_id", Kind::Text),
            maybe("sheet_id", Kind::Text),
            of("unit_code", Kind::Text),
            of("sequence", Kind::Number),
            of("fingerprint", Kind::Text),
            of("rule", Kind::Number),
            of("severity", Kind::Text),
            maybe("row", Kind::Number),
            of("field", Kind::Text),
            of("content", Kind::Text),
            of("state", Kind::Text),
            of("reason", Kind::Text),
            of("decided_by", Kind::Text),
            of("decided_at_ms", Kind::Long),
        ],
        indexes: &[by(&["document_id", "sequence"]), by(&["sheet_id"])],
    },
    Table {
        name: "decisions",
        columns: &[
            key("document_id", Kind::Text),
            key("fingerprint", Kind::Text),
            of("state", Kind::Text),
            of("reason", Kind::Text),
            of("decided_by", Kind::Text),
            of("decided_at_ms", Kind::Long),
        ],
        indexes: &[],
    },
    Table {
        name: "jobs",
        columns: &[
            key("id", Kind::Text),
            of("kind", Kind::Text),
            of("state", Kind::Text),
            of("payload", Kind::Text),
            of("progress", Kind::Number),
            of("total", Kind::Number),
            of("message", Kind::Text),
            maybe("document_id", Kind::Text),
            of("account_id", Kind::Text),
            of("account_name", Kind::Text),
            of("unit_code", Kind::Text),
            of("created_at_ms", Kind::Long),
            of("ended_at_ms", Kind::Long),
            of("lease_until_ms", Kind::Long),
        ],
        indexes: &[by(&["state"])],
    },
    Table {
        name: "audit_entries",
        columns: &[
            key("number", Kind::Long),
            of("at_ms", Kind::Long),
            of("actor", Kind::Text),
            of("role", Kind::Text),
            of("address", Kind::Text),
            of("action", Kind::Text),
            of("object_kind", Kind::Text),
            of("object_id", Kind::Text),
            of("change", Kind::Text),
            of("reason", Kind::Text),
            of("done", Kind::YesNo),
            maybe("content", Kind::Text),
            of("previous", Kind::Text),
            of("digest", Kind::Text),
        ],
        indexes: &[by(&["at_ms"]), by(&["object_kind", "object_id"])],
    },
    Table {
        name: "audit_head",
        columns: &[key("id", Kind::Number), of("number", Kind::Long), of("digest", Kind::Text)],
        indexes: &[],
    },
    Table {
        name: "settings",
        columns: &[key("key", Kind::Text), of("value", Kind::Text)],
        indexes: &[],
    },
    Table {
        name: "requests",
        columns: &[key("key", Kind::Text), of("answer", Kind::Text), of("at_ms", Kind::Long)],
        indexes: &[by(&["at_ms"])],
    },
];
