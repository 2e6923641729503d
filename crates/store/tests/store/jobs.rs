//! Jobs: long work that survives the process.

use crate::place::{Place, administrator, clerk, two_sheets};
use procedure::AuditEntry;
use store::{
    BlobDigest, ImportDraft, Imported, JobId, JobOrder, JobState, Store, StoreError, TrailFilter,
};
use vocabulary::FiscalYear;

crate::on_both_databases! {
    a_job_is_taken_once_and_ends_in_the_trail,
    a_job_of_a_stopped_program_says_so_and_is_tried_again,
    an_import_and_the_end_of_its_job_are_one_change,
    a_thousand_lost_answers_give_one_job_each,
}

fn order(key: Option<&str>) -> JobOrder<'_> {
    JobOrder { kind: "import", unit_code: "333", payload: "{}".into(), client_key: key }
}

async fn a_job_is_taken_once_and_ends_in_the_trail(place: &Place) {
    let store = &place.store;
    let id = store.order_job(&clerk("333"), order(None)).await.unwrap();
    assert_eq!(store.job(&clerk("333"), id).await.unwrap().state, JobState::Queued);
    let taken = store.take_job(2_000).await.unwrap().unwrap();
    assert_eq!((taken.id, taken.state), (id, JobState::Running));
    assert!(store.take_job(2_000).await.unwrap().is_none());
    store.job_progress(id, (1, 4), "正在读取", 2_000).await.unwrap();
    let job = store.job(&clerk("333"), id).await.unwrap();
    assert_eq!((job.progress, job.total, job.message.as_str()), (1, 4, "正在读取"));
    store.end_job(&clerk("333"), id, (JobState::Failed, "读不出", None)).await.unwrap();
    let job = store.job(&clerk("333"), id).await.unwrap();
    assert_eq!((job.state, job.ended_at), (JobState::Failed, Some(1_000)));
    assert_eq!(store.jobs(&clerk("333")).await.unwrap(), [job]);
    assert_eq!(actions(store).await, ["job.end", "job.order"]);
}

async fn actions(store: &Store) -> Vec<String> {
    let filter = TrailFilter { limit: 100, ..TrailFilter::default() };
    let entries = store.trail(&administrator(), &filter).await.unwrap();
    entries.into_iter().map(|AuditEntry { draft, .. }| draft.action).collect()
}

async fn a_job_of_a_stopped_program_says_so_and_is_tried_again(place: &Place) {
    let store = &place.store;
    let id = store.order_job(&clerk("333"), order(None)).await.unwrap();
    let not_yet = store.retry_job(&clerk("333"), id).await;
    assert!(matches!(not_yet, Err(StoreError::Invalid(_))), "{not_yet:?}");
    store.take_job(2_000).await.unwrap().unwrap();
    // The next start, after the lease of a shared database ran out.
    let mut start = administrator();
    start.at = 100_000;
    assert_eq!(store.mark_interrupted(&start).await.unwrap(), 1);
    assert_eq!(store.mark_interrupted(&start).await.unwrap(), 0);
    let job = store.job(&clerk("333"), id).await.unwrap();
    assert_eq!(job.state, JobState::Interrupted);
    assert!(job.message.contains("没有写入任何内容"), "{}", job.message);
    store.retry_job(&clerk("333"), id).await.unwrap();
    assert_eq!(store.take_job(101_000).await.unwrap().unwrap().id, id);
}

async fn an_import_and_the_end_of_its_job_are_one_change(place: &Place) {
    let store = &place.store;
    let id = store.order_job(&clerk("333"), order(None)).await.unwrap();
    store.take_job(2_000).await.unwrap().unwrap();
    let document = two_sheets();
    let digest = store.put_file(b"original".to_vec()).await.unwrap();
    let draft = |digest: BlobDigest| ImportDraft {
        document: &document,
        issues: &[],
        department_code: "333".into(),
        department_name: "住房和城乡建设局".into(),
        fiscal_year: FiscalYear::new(2021).unwrap(),
        file_name: "目标.docx".into(),
        digest,
    };
    let words = |done: &Imported| format!("新增{}张", done.added);
    let missing = draft(BlobDigest::of(b"never stored"));
    assert!(store.import_for_job(&clerk("333"), &missing, (id, words)).await.is_err());
    assert_eq!(store.job(&clerk("333"), id).await.unwrap().state, JobState::Running);
    let done = store.import_for_job(&clerk("333"), &draft(digest), (id, words)).await.unwrap();
    let job = store.job(&clerk("333"), id).await.unwrap();
    assert_eq!((job.state, job.document), (JobState::Done, Some(done.id)));
    assert_eq!(job.message, "新增2张");
    assert_eq!(actions(store).await, ["job.end", "document.import", "job.order"]);
    store.verify().await.unwrap();
}

/// B7: the answer is lost and the request comes again, also at the same time.
async fn a_thousand_lost_answers_give_one_job_each(place: &Place) {
    let store = &place.store;
    // Every order is an entry of the trail and a flush of the disk: the rounds are shared out.
    let trials: u32 = 1_000;
    for trial in 0..trials {
        let key = format!("upload-{trial}");
        let acting = clerk("333");
        let (one, two): (Result<JobId, _>, Result<JobId, _>) = if trial % 2 == 0 {
            tokio::join!(
                store.order_job(&acting, order(Some(&key))),
                store.order_job(&acting, order(Some(&key)))
            )
        } else {
            let first = store.order_job(&acting, order(Some(&key))).await;
            (first, store.order_job(&acting, order(Some(&key))).await)
        };
        assert_eq!(one.unwrap(), two.unwrap(), "trial {trial}");
    }
    assert_eq!(store.trail_head().await.unwrap().number, u64::from(trials));
    // The control: without a key every request is a job of its own.
    let one = store.order_job(&clerk("333"), order(None)).await.unwrap();
    let two = store.order_job(&clerk("333"), order(None)).await.unwrap();
    assert_ne!(one, two);
    // Another person's key is another key.
    let mut other = clerk("333");
    other.actor.account = "wang".into();
    let own = store.order_job(&clerk("333"), order(Some("upload-0"))).await.unwrap();
    assert_ne!(store.order_job(&other, order(Some("upload-0"))).await.unwrap(), own);
    store.sweep_answers(2_000).await.unwrap();
    assert_ne!(store.order_job(&clerk("333"), order(Some("upload-0"))).await.unwrap(), own);
}
