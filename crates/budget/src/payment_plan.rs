//! 资金支出计划: cumulative shares at the ends of months.

use vocabulary::{Checkpoint, FiledText, Percent};

/// One checkpoint of a payment plan as filed; shares are cumulative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanEntry {
    /// When.
    pub checkpoint: Checkpoint,
    /// The cell as printed; `None` when it is empty.
    pub raw: Option<FiledText>,
    /// The share; `None` when the cell is empty or says none.
    pub percent: Option<Percent>,
}

/// A fault of a payment plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// A cumulative share below an earlier one.
    Falls(Checkpoint),
    /// The last checkpoint is not 100 %.
    DoesNotReachWhole(Checkpoint),
    /// A cell that is filled but no share between 0 and 100 %.
    NotAShare(Checkpoint),
}

/// Checks that a plan never falls and ends at the whole. Empty cells are passed over, except the
/// last. A plan without any filled cell has no fault here; it is simply missing.
pub fn check_plan(plan: &[PlanEntry]) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    if plan.iter().all(|entry| entry.raw.is_none()) {
        return faults;
    }
    let mut highest = Percent::NONE;
    for entry in plan {
        match entry.percent {
            Some(percent) if percent < highest => faults.push(PlanFault::Falls(entry.checkpoint)),
            Some(percent) => highest = percent,
            None if entry.raw.is_some() => faults.push(PlanFault::NotAShare(entry.checkpoint)),
            None => {}
        }
    }
    if let Some(last) = plan.last()
        && last.percent != Some(Percent::WHOLE)
        && !faults.contains(&PlanFault::NotAShare(last.checkpoint))
    {
        faults.push(PlanFault::DoesNotReachWhole(last.checkpoint));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Place;

    fn plan(cells: [&str; 4]) -> Vec<PlanEntry> {
        [3, 6, 10, 12]
            .into_iter()
            .zip(cells)
            .map(|(month, text)| PlanEntry {
                checkpoint: Checkpoint::end_of_month(month).unwrap(),
                raw: (!text.is_empty()).then(|| {
                    FiledText::certain(text, Place::Paragraph { page: None, paragraph: 1 })
                }),
                percent: Percent::parse(text).ok(),
            })
            .collect()
    }

    #[test]
    fn a_plan_never_falls_and_ends_at_the_whole() {
        let month = |m| Checkpoint::end_of_month(m).unwrap();
        let cases = [
            (["25.00", "50.00", "75.00", "100.00"], vec![]),
            (["", "", "", "100.00"], vec![]),
            (["", "", "", ""], vec![]),
            (["50", "25", "75", "100"], vec![PlanFault::Falls(month(6))]),
            (["25", "50", "75", "90"], vec![PlanFault::DoesNotReachWhole(month(12))]),
            (["25", "50", "75", ""], vec![PlanFault::DoesNotReachWhole(month(12))]),
            (["25", "半", "75", "100"], vec![PlanFault::NotAShare(month(6))]),
            (["25", "50", "75", "120"], vec![PlanFault::NotAShare(month(12))]),
        ];
        for (cells, faults) in cases {
            assert_eq!(check_plan(&plan(cells)), faults, "{cells:?}");
        }
    }
}
