//! The trail against somebody who has the database file (reliability E2).
//!
//! Each mutation is made on the rows as they stand in the database, and told from the honest trail
//! by the verifier that `chengxiao verify` runs; the expected entry is the first that differs.

use crate::place::{Place, auditor, clerk, issue, two_sheets};
use procedure::{AuditChain, AuditDraft, AuditEntry, AuditHead, ChainFault, Digest};
use sea_orm::ConnectionTrait;
use store::{Deed, IssueState, StoreError, TrailFilter};

crate::on_both_databases! {
    an_honest_trail_raises_no_alarm_while_it_grows,
    every_tampered_field_in_the_database_is_found,
    removed_doubled_and_added_rows_are_found,
    a_tail_cut_off_together_with_the_registered_end_is_found,
    a_trail_rewritten_as_a_whole_is_found,
    an_old_backup_put_back_is_found,
    altered_content_is_found,
    a_clock_set_back_leaves_the_entries_in_their_order,
}

/// A trail of every kind of entry, signed at its end.
async fn filled(place: &Place) -> Vec<AuditEntry> {
    let done = place.import(&two_sheets(), &[issue(1, "≥9595%"), issue(2, "≥90%")]).await;
    let id = place.sheet_ids(done.id).await[0];
    place.save(&clerk("333"), id, &two_sheets().sheets[0]).await.unwrap();
    let decision = store::Decision { state: IssueState::Accepted, reason: "可以".into() };
    place.import(&two_sheets(), &[issue(1, "≥9595%")]).await;
    let found = place.issues(done.id).await[0].id;
    place.store.decide(&clerk("333"), &[found], &decision).await.unwrap();
    place.store.record_refusal(&clerk("333"), deed(0)).await.unwrap();
    for number in 1..=6 {
        place.store.record(&clerk("333"), deed(number)).await.unwrap();
    }
    place.store.sign_head(2_000).await.unwrap();
    entries(place).await
}

fn deed(number: u32) -> Deed {
    Deed {
        action: "document.export",
        object_kind: "document",
        object_id: number.to_string(),
        change: "导出为Word".into(),
        reason: "核对".into(),
    }
}

async fn entries(place: &Place) -> Vec<AuditEntry> {
    let filter = TrailFilter { limit: 10_000, ..TrailFilter::default() };
    let mut entries = place.store.trail(&auditor(), &filter).await.unwrap();
    entries.reverse();
    entries
}

async fn an_honest_trail_raises_no_alarm_while_it_grows(place: &Place) {
    place.import(&two_sheets(), &[]).await;
    let write = async {
        for number in 0..60 {
            place.store.record(&clerk("333"), deed(number)).await.unwrap();
            if number % 7 == 0 {
                place.store.sign_head(2_000).await.unwrap();
            }
        }
    };
    let verify = async {
        for _ in 0..30 {
            place.store.verify().await.unwrap();
            place.store.verify_trail().await.unwrap();
        }
    };
    tokio::join!(write, verify);
    place.store.sign_head(3_000).await.unwrap();
    assert_eq!(place.store.verify().await.unwrap().trail.head.number, 61);
}

/// What verifying says of tampered rows: the number of the entry it names.
async fn named(place: &Place) -> Option<u64> {
    match place.store.verify().await {
        Ok(_) => None,
        Err(StoreError::Trail(
            ChainFault::OutOfOrder { expected: number, .. }
            | ChainFault::NotJoined(number)
            | ChainFault::Altered(number),
        )) => Some(number),
        Err(StoreError::Damaged(said)) => {
            let digits: String = said
                .chars()
                .skip_while(|c| !c.is_ascii_digit())
                .take_while(char::is_ascii_digit)
                .collect();
            Some(digits.parse().unwrap_or(0))
        }
        Err(other) => panic!("{other}"),
    }
}

async fn every_tampered_field_in_the_database_is_found(place: &Place) {
    let honest = filled(place).await;
    let raw = place.unprotected().await;
    let text =
        ["actor", "role", "address", "action", "object_kind", "object_id", "change", "reason"];
    for entry in &honest {
        let number = entry.number;
        for column in text {
            let kept = format!(
                "UPDATE audit_entries SET \"{column}\" = \"{column}\" || 'x' WHERE number = {number}"
            );
            raw.execute_unprepared(&kept).await.unwrap();
            assert_eq!(named(place).await, Some(number), "{column} of {number}");
            let back = format!(
                "UPDATE audit_entries SET \"{column}\" = substr(\"{column}\", 1, length(\"{column}\") - 1) WHERE number = {number}"
            );
            raw.execute_unprepared(&back).await.unwrap();
        }
        for (there, back) in
            [("at_ms = at_ms + 1", "at_ms = at_ms - 1"), ("done = NOT done", "done = NOT done")]
        {
            let of = |set: &str| format!("UPDATE audit_entries SET {set} WHERE number = {number}");
            raw.execute_unprepared(&of(there)).await.unwrap();
            assert_eq!(named(place).await, Some(number), "{there} of {number}");
            raw.execute_unprepared(&of(back)).await.unwrap();
        }
    }
    place.store.verify().await.unwrap();
}

async fn removed_doubled_and_added_rows_are_found(place: &Place) {
    let honest = filled(place).await;
    let last = honest.len();
    let raw = place.unprotected().await;
    raw.execute_unprepared("CREATE TABLE kept AS SELECT * FROM audit_entries").await.unwrap();
    let attempts = [
        ("DELETE FROM audit_entries WHERE number = 3".to_owned(), 3),
        ("DELETE FROM audit_entries WHERE number = 1".to_owned(), 1),
        (format!("DELETE FROM audit_entries WHERE number = {last}"), last - 1),
        ("DELETE FROM audit_entries".to_owned(), 0),
        ("DELETE FROM audit_entries WHERE number > 4".to_owned(), 4),
        (format!("INSERT INTO audit_entries SELECT {last} + 1, at_ms, actor, role, address, action, object_kind, object_id, change, reason, done, content, previous, digest FROM kept WHERE number = {last}"), last + 1),
        ("UPDATE audit_entries SET number = -number WHERE number IN (4, 5); UPDATE audit_entries SET number = 9 + number WHERE number < 0".to_owned(), 4),
        ("UPDATE audit_entries SET previous = digest WHERE number = 4".to_owned(), 4),
    ];
    for (attempt, wanted) in attempts {
        raw.execute_unprepared(&attempt).await.unwrap();
        assert_eq!(named(place).await, Some(wanted as u64), "{attempt}");
        raw.execute_unprepared("DELETE FROM audit_entries").await.unwrap();
        raw.execute_unprepared("INSERT INTO audit_entries SELECT * FROM kept").await.unwrap();
    }
    place.store.verify().await.unwrap();
}

async fn a_tail_cut_off_together_with_the_registered_end_is_found(place: &Place) {
    let honest = filled(place).await;
    let raw = place.unprotected().await;
    for keep in (0..honest.len()).rev() {
        let digest = keep.checked_sub(1).map_or(Digest::ORIGIN, |at| honest[at].digest);
        let cut = format!("DELETE FROM audit_entries WHERE number > {keep}");
        raw.execute_unprepared(&cut).await.unwrap();
        let end = format!("UPDATE audit_head SET number = {keep}, digest = '{digest}'");
        raw.execute_unprepared(&end).await.unwrap();
        assert_eq!(named(place).await, Some(keep as u64));
    }
}

async fn a_trail_rewritten_as_a_whole_is_found(place: &Place) {
    let honest = filled(place).await;
    let raw = place.unprotected().await;
    let mut head = AuditHead::EMPTY;
    for entry in &honest {
        let mut draft = entry.draft.clone();
        if entry.number == 5 {
            draft.reason = "改写".into();
        }
        let forged = AuditEntry::seal(head, draft).unwrap();
        head = AuditHead { number: forged.number, digest: forged.digest };
        let rewrite = format!(
            "UPDATE audit_entries SET reason = '{}', previous = '{}', digest = '{}' WHERE number = {}",
            forged.draft.reason, forged.previous, forged.digest, forged.number
        );
        raw.execute_unprepared(&rewrite).await.unwrap();
    }
    let end = format!("UPDATE audit_head SET digest = '{}'", head.digest);
    raw.execute_unprepared(&end).await.unwrap();
    assert_eq!(named(place).await, Some(head.number), "the signed head is the first that can tell");
}

async fn an_old_backup_put_back_is_found(place: &Place) {
    filled(place).await;
    let raw = place.unprotected().await;
    let tables = ["audit_entries", "audit_head"];
    for table in tables {
        let keep = format!("CREATE TABLE old_{table} AS SELECT * FROM {table}");
        raw.execute_unprepared(&keep).await.unwrap();
    }
    for number in 7..=9 {
        place.store.record(&clerk("333"), deed(number)).await.unwrap();
    }
    place.store.sign_head(2_500).await.unwrap();
    place.store.verify().await.unwrap();
    for table in tables {
        raw.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        let back = format!("INSERT INTO {table} SELECT * FROM old_{table}");
        raw.execute_unprepared(&back).await.unwrap();
    }
    let said = place.store.verify().await.unwrap_err().to_string();
    assert!(said.contains("被换回旧的备份"), "{said}");
    // Other entries grown over it do not help: the signed one is not among them.
    for number in 20..=25 {
        place.store.record(&clerk("333"), deed(number)).await.unwrap();
    }
    let said = place.store.verify().await.unwrap_err().to_string();
    assert!(said.contains("与当时签名的不一致"), "{said}");
}

async fn altered_content_is_found(place: &Place) {
    filled(place).await;
    let raw = place.unprotected().await;
    for table in ["sheet_versions", "revisions", "target_sheets"] {
        raw.execute_unprepared(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))
            .await
            .unwrap();
    }
    let attempts = [
        (
            "sheet_versions",
            "UPDATE sheet_versions SET content = replace(content, '12.5', '99.5')".to_owned(),
        ),
        ("sheet_versions", "DELETE FROM sheet_versions WHERE number = 1".to_owned()),
        ("sheet_versions", "UPDATE sheet_versions SET sealed_by = 1".to_owned()),
        ("revisions", "UPDATE revisions SET content = replace(content, '12.5', '99.5')".to_owned()),
        ("revisions", "DELETE FROM revisions WHERE number = 1".to_owned()),
        ("target_sheets", "UPDATE target_sheets SET budget_fen = 1".to_owned()),
        ("target_sheets", "UPDATE target_sheets SET unit_code = '444'".to_owned()),
        ("target_sheets", "UPDATE target_sheets SET project_name = '甲'".to_owned()),
        ("target_sheets", "UPDATE target_sheets SET version = 9".to_owned()),
        ("sheet_versions", resealed()),
    ];
    for (table, attempt) in attempts {
        raw.execute_unprepared(&attempt).await.unwrap();
        assert!(place.store.verify().await.is_err(), "{attempt}");
        raw.execute_unprepared(&format!("DELETE FROM {table}")).await.unwrap();
        raw.execute_unprepared(&format!("INSERT INTO {table} SELECT * FROM kept_{table}"))
            .await
            .unwrap();
    }
    place.store.verify().await.unwrap();
}

/// Content with its own digest put right, which only the trail can tell.
fn resealed() -> String {
    let content = "{\"any\":1}";
    format!(
        "UPDATE sheet_versions SET content = '{content}', digest = '{}' WHERE number = 1",
        Digest::of(content.as_bytes())
    )
}

/// A small generator with a seed, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// A trail under attack: its rows, and the head that was signed and kept elsewhere.
fn verdict(rows: &[AuditEntry], signed: AuditHead) -> Result<(), u64> {
    let mut chain = AuditChain::default();
    for row in rows {
        chain.push(row).map_err(|fault| match fault {
            ChainFault::OutOfOrder { expected: number, .. }
            | ChainFault::NotJoined(number)
            | ChainFault::Altered(number) => number,
        })?;
    }
    if chain.head() == signed { Ok(()) } else { Err(chain.head().number) }
}

fn flip(dice: &mut Dice, draft: &mut AuditDraft) {
    let fields = [
        &mut draft.actor,
        &mut draft.role,
        &mut draft.address,
        &mut draft.action,
        &mut draft.object_kind,
        &mut draft.object_id,
        &mut draft.change,
        &mut draft.reason,
    ];
    let at = dice.throw(fields.len());
    let Some(field) = fields.into_iter().nth(at) else { return };
    let mut bytes = std::mem::take(field).into_bytes();
    if bytes.is_empty() {
        bytes.push(b'x');
    } else {
        let at = dice.throw(bytes.len());
        // The low bits keep it a text of UTF-8, as a column of a database is.
        bytes[at] ^= 1 << dice.throw(if bytes[at] < 128 { 7 } else { 4 });
    }
    *field = String::from_utf8_lossy(&bytes).into_owned();
}

/// One mutation; gives the number of the first entry that is not as it was.
fn mutate(dice: &mut Dice, rows: &mut Vec<AuditEntry>) -> Option<u64> {
    let honest = rows.clone();
    let at = dice.throw(rows.len());
    match dice.throw(9) {
        0 | 1 => flip(dice, &mut rows[at].draft),
        2 => rows[at].draft.at_ms ^= 1 << dice.throw(40),
        3 => {
            rows.remove(at);
        }
        4 => {
            let copy = rows[dice.throw(honest.len())].clone();
            rows.insert(at, copy);
        }
        5 => {
            let other = dice.throw(honest.len());
            rows.swap(at, other);
        }
        6 => rows.truncate(at),
        7 => rows[at].draft.done = !rows[at].draft.done,
        _ => {
            // Everything after one altered entry is sealed anew.
            flip(dice, &mut rows[at].draft);
            let mut head = AuditHead::EMPTY;
            for row in rows.iter_mut() {
                *row = AuditEntry::seal(head, row.draft.clone()).unwrap();
                head = AuditHead { number: row.number, digest: row.digest };
            }
            return (*rows != honest).then_some(head.number);
        }
    }
    let first = rows.iter().zip(&honest).position(|(row, was)| row != was);
    let end = if rows.len() < honest.len() { rows.len() } else { honest.len() + 1 };
    match first {
        Some(first) => Some(first as u64 + 1),
        None if rows.len() == honest.len() => None,
        None => Some(end as u64),
    }
}

#[tokio::test]
async fn ten_thousand_mutations_are_all_found_and_the_first_bad_entry_named() {
    let place = Place::embedded().await;
    let honest = filled(&place).await;
    let signed = place.store.trail_head().await.unwrap();
    let seed = 0x5EED_0E20_2026_1123;
    let mut dice = Dice(seed);
    let mut found = 0;
    while found < 10_000 {
        let mut rows = honest.clone();
        match mutate(&mut dice, &mut rows) {
            None => {
                assert_eq!(verdict(&rows, signed), Ok(()), "a false alarm, seed {seed:#x}");
            }
            Some(first) => {
                let said = verdict(&rows, signed).expect_err("a mutation went unseen");
                assert_eq!(said, first, "seed {seed:#x}, mutation {found}");
                found += 1;
            }
        }
    }
}

/// The control: without the signed head, a cut tail is nothing that could be seen.
#[tokio::test]
async fn without_a_signed_head_a_cut_tail_would_pass() {
    let place = Place::embedded().await;
    let honest = filled(&place).await;
    let cut = &honest[..honest.len() - 3];
    let end = cut.last().unwrap();
    let unsigned = AuditHead { number: end.number, digest: end.digest };
    assert_eq!(verdict(cut, unsigned), Ok(()));
    assert!(verdict(cut, place.store.trail_head().await.unwrap()).is_err());
}

/// B8: an hour back, as at the end of a summer time, and over the turn of a year.
async fn a_clock_set_back_leaves_the_entries_in_their_order(place: &Place) {
    const NEW_YEAR: i64 = 1_830_268_800_000;
    const HOUR: i64 = 3_600_000;
    for (number, at) in
        [NEW_YEAR - 1, NEW_YEAR, NEW_YEAR - HOUR, NEW_YEAR + HOUR].into_iter().enumerate()
    {
        let acting = store::Acting { at, ..clerk("333") };
        place.store.record(&acting, deed(u32::try_from(number).unwrap())).await.unwrap();
    }
    let told = entries(place).await;
    let deeds: Vec<_> = told
        .iter()
        .filter(|entry| entry.draft.action == "document.export")
        .map(|entry| entry.draft.object_id.as_str())
        .collect();
    assert_eq!(deeds, ["0", "1", "2", "3"]);
    place.store.verify().await.unwrap();
}
