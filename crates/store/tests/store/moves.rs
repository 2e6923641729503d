//! Records on their way through a workflow.

use crate::bureau::{day, enter, facilities, filled, half_year, measured, name, references};
use crate::place::{Place, acting, administrator, clerk, reviewer};
use indicators::{Missing, Outcome};
use ledgers::{Catalogue, LedgerDefinition, State, StateMove, Workflow};
use procedure::{Role, Scope};
use store::{Changing, RecordChange, RecordId, StoreError, TrailFilter};
use vocabulary::Ratio;

crate::on_both_databases! {
    records_move_together_each_with_its_entry_in_the_trail,
    one_that_cannot_move_keeps_all_where_they_are,
    who_may_not_move_and_a_missing_reason_are_refused,
    a_reference_figure_counts_when_somebody_has_looked_at_it,
    who_wrote_what_stands_does_not_judge_it,
}

/// 维修工单 with a way from 已登记 to 已办结, and a reviewer's way back.
fn orders(catalogue: &Catalogue) -> LedgerDefinition {
    let state =
        |code, label: &str| State { code: name(code), label: label.to_owned(), counts: true };
    let way = |from, to, label: &str, by_reviewer| StateMove {
        from: name(from),
        to: name(to),
        label: label.to_owned(),
        by_reviewer,
        with_reason: by_reviewer,
        guard: None,
    };
    let workflow = Workflow {
        code: name("case"),
        states: vec![state("recorded", "已登记"), state("closed", "已办结")],
        moves: vec![
            way("recorded", "closed", "办结", false),
            way("closed", "recorded", "恢复办理", true),
        ],
    };
    LedgerDefinition { workflow, ..catalogue.ledger("work_order").unwrap().clone() }
}

/// The orders in a state.
async fn standing(
    place: &Place,
    catalogue: &Catalogue,
    ledger: &LedgerDefinition,
    state: &str,
) -> Vec<RecordId> {
    let filter = store::RecordFilter {
        condition: None,
        words: "",
        state,
        as_of: day("2021-07-31"),
        limit: 50,
        offset: 0,
    };
    let page = place.store.records(&clerk("333"), catalogue, ledger, &filter).await.unwrap();
    page.records.iter().map(|record| record.record).collect()
}

async fn records_move_together_each_with_its_entry_in_the_trail(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = orders(&catalogue);
    let all = standing(place, &catalogue, &ledger, "recorded").await;
    let before = place.store.trail_head().await.unwrap().number;
    place.store.move_records(&clerk("333"), &ledger, (&all[..3], "closed"), "").await.unwrap();
    assert_eq!(standing(place, &catalogue, &ledger, "closed").await.len(), 3);
    assert_eq!(standing(place, &catalogue, &ledger, "recorded").await, all[3..]);
    let filter = TrailFilter { limit: 3, ..TrailFilter::default() };
    let told = place.store.trail(&administrator(), &filter).await.unwrap();
    assert!(told.iter().all(|entry| entry.draft.change == "办结：recorded → closed"), "{told:?}");
    let mut moved: Vec<&str> = told.iter().map(|entry| entry.draft.object_id.as_str()).collect();
    moved.sort_unstable();
    let mut expected: Vec<String> = all[..3].iter().map(ToString::to_string).collect();
    expected.sort_unstable();
    assert_eq!(moved, expected);
    assert_eq!(place.store.trail_head().await.unwrap().number, before + 3);
    place.store.verify().await.unwrap();
}

async fn one_that_cannot_move_keeps_all_where_they_are(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = orders(&catalogue);
    let all = standing(place, &catalogue, &ledger, "recorded").await;
    place.store.move_record(&clerk("333"), &ledger, (all[0], "closed"), "").await.unwrap();
    let told = place.store.move_records(&clerk("333"), &ledger, (&all, "closed"), "").await;
    let told = told.unwrap_err().to_string();
    assert!(told.starts_with("记录现为“已办结”，不能这样办理"), "{told}");
    let unknown = [all[1], RecordId::new()];
    let told = place.store.move_records(&clerk("333"), &ledger, (&unknown, "closed"), "").await;
    assert!(matches!(told, Err(StoreError::Missing)), "{told:?}");
    assert_eq!(standing(place, &catalogue, &ledger, "closed").await.len(), 1);
}

async fn who_may_not_move_and_a_missing_reason_are_refused(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = orders(&catalogue);
    let all = standing(place, &catalogue, &ledger, "recorded").await;
    let reviewer = reviewer("333");
    let elsewhere = acting(Role::Preparer, Scope::Units(vec!["444".into()]), 1);
    let closing = (all.as_slice(), "closed");
    assert!(place.store.move_records(&reviewer, &ledger, closing, "").await.is_err());
    let told = place.store.move_records(&elsewhere, &ledger, closing, "").await;
    assert!(matches!(told, Err(StoreError::Missing)), "{told:?}");
    place.store.move_records(&clerk("333"), &ledger, closing, "").await.unwrap();
    let back = (all.as_slice(), "recorded");
    let viewer = acting(Role::Viewer, Scope::Units(vec!["333".into()]), 1);
    assert!(place.store.move_records(&viewer, &ledger, back, "有误").await.is_err());
    let told = place.store.move_records(&reviewer, &ledger, back, " ").await.unwrap_err();
    assert_eq!(told.to_string(), "“恢复办理”需要说明理由，请填写后再提交");
    place.store.move_records(&reviewer, &ledger, back, "有误").await.unwrap();
}

async fn a_reference_figure_counts_when_somebody_has_looked_at_it(place: &Place) {
    let pending = State { code: name("recorded"), label: "待审".into(), counts: false };
    let reviewed = State { code: name("reviewed"), label: "已审核".into(), counts: true };
    let way = StateMove {
        from: name("recorded"),
        to: name("reviewed"),
        label: "审核通过".into(),
        by_reviewer: true,
        with_reason: false,
        guard: None,
    };
    let workflow =
        Workflow { code: name("reviewed"), states: vec![pending, reviewed], moves: vec![way] };
    let ledger = LedgerDefinition { workflow, ..references() };
    let catalogue =
        Catalogue::new([facilities(), crate::bureau::orders(), ledger.clone()]).unwrap();
    let all: Vec<_> = catalogue.ledgers().map(|one| (one.clone(), "第一版".to_owned())).collect();
    place.store.add_ledgers(&administrator(), &all).await.unwrap();
    let ids = enter(place, &catalogue, "ref_value", &["from=2021-01-01 key=plan value=12500000"]);
    let id: RecordId = ids.await[0].parse().unwrap();
    let found = measured(place, &catalogue, "ref('plan')", half_year()).await.outcome;
    assert_eq!(found, Outcome::None(Missing::NoReference("plan".into())));
    place.store.move_record(&reviewer("333"), &ledger, (id, "reviewed"), "").await.unwrap();
    let found = measured(place, &catalogue, "ref('plan')", half_year()).await.outcome;
    assert_eq!(found, Outcome::Value(Ratio::new(25, 2).unwrap()));
}

async fn who_wrote_what_stands_does_not_judge_it(place: &Place) {
    let catalogue = filled(place).await;
    let ledger = orders(&catalogue);
    let all = standing(place, &catalogue, &ledger, "recorded").await;
    let author = clerk("333");
    place.store.move_records(&author, &ledger, (&all[..2], "closed"), "").await.unwrap();
    let back = (&all[..1], "recorded");
    let told = place.store.move_records(&author, &ledger, back, "有误").await.unwrap_err();
    assert_eq!(told.to_string(), "本人登记或修改过的记录，不能由本人审核，请由其他人员办理");
    assert!(matches!(told, StoreError::Refused(procedure::Refusal::OwnWork)), "{told:?}");
    assert!(place.store.may_judge(&author, &ledger, all[0]).await.is_err());
    // Somebody of the same name is another person.
    let namesake = store::Acting { name: author.name.clone(), ..reviewer("333") };
    place.store.may_judge(&namesake, &ledger, all[0]).await.unwrap();
    place.store.move_records(&namesake, &ledger, back, "有误").await.unwrap();
    // Who corrected a record wrote what stands now; who was corrected wrote its beginning.
    let corrector = store::Acting {
        actor: procedure::Actor { role: Role::Preparer, ..namesake.actor.clone() },
        ..namesake.clone()
    };
    let before = place.store.record_history(&author, &ledger, all[1]).await.unwrap().remove(0);
    let change = RecordChange {
        catalogue: &catalogue,
        ledger: &ledger,
        record: all[1],
        newest: 1,
        changing: Changing::Correction(1),
        content: &store::NewRecord {
            unit_code: before.unit_code,
            valid_from: None,
            cells: before.cells,
            remark: "补充说明".into(),
        },
        reason: "有误",
        today: day("2021-07-31"),
    };
    assert_eq!(place.store.change_record(&corrector, &change).await.unwrap(), []);
    for hand in [&author, &corrector] {
        assert!(place.store.may_judge(hand, &ledger, all[1]).await.is_err());
    }
}
