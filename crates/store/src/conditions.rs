//! Conditions that mean the same on every database: no wildcard comes in with a text.

use crate::entities::{document, sheet};
use procedure::Scope;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

/// The scope as a condition on a unit code; the same answer as [`Scope::covers`].
pub(crate) fn within(scope: &Scope, unit_code: &SimpleExpr) -> Condition {
    match scope {
        Scope::Everything => Condition::all(),
        Scope::Units(prefixes) => prefixes
            .iter()
            .filter(|prefix| !prefix.is_empty())
            .fold(Condition::any().add(Expr::value(1).eq(Expr::value(0))), |any, prefix| {
                any.add(begins(unit_code.clone(), prefix))
            }),
    }
}

/// Documents of which something lies in the scope: of a department inside it, or with a sheet of
/// a unit inside it.
pub(crate) fn touches(scope: &Scope) -> Condition {
    if *scope == Scope::Everything {
        return Condition::all();
    }
    let sheets = sheet::Entity::find()
        .select_only()
        .column(sheet::Column::Id)
        .filter(
            Expr::col((sheet::Entity, sheet::Column::DocumentId))
                .equals((document::Entity, document::Column::Id)),
        )
        .filter(sheet::Column::Removed.eq(false))
        .filter(within(scope, &Expr::col((sheet::Entity, sheet::Column::UnitCode))))
        .into_query();
    within(scope, &Expr::col((document::Entity, document::Column::DepartmentCode)))
        .add(Expr::exists(sheets))
}

/// Whether a column begins with a text. Not LIKE, which takes no account of case on SQLite.
pub(crate) fn begins(column: SimpleExpr, text: &str) -> SimpleExpr {
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    Func::cust("substr").args([column, Expr::value(1), Expr::value(length)]).eq(text)
}

/// Whether a column mentions what somebody looks for, whatever the case of its Latin letters.
/// LIKE alone takes no account of case on `SQLite` and does on `PostgreSQL`; `lower` changes other
/// letters on only one of them, so the text as typed finds itself too.
pub(crate) fn mentions(column: SimpleExpr, words: &str) -> SimpleExpr {
    let as_typed = holds(column.clone(), words);
    if !words.contains(|c: char| c.is_ascii_alphabetic()) {
        return as_typed;
    }
    as_typed.or(holds(SimpleExpr::from(Func::lower(column)), &words.to_lowercase()))
}

/// Whether a column holds a text.
pub(crate) fn holds(column: SimpleExpr, text: &str) -> SimpleExpr {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    column.like(LikeExpr::new(pattern).escape('\\'))
}
