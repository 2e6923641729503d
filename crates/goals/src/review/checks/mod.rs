//! The register of checks: which code is which function.
//!
//! A code is never given to another check; a retired one stays free. What a code means to people
//! (title, severity, basis, how to mend) is in `rules/review.toml`.

mod budget;
mod definitions;
mod department;
mod execution;
mod goal_copies;
mod goal_text;
mod indicator_copies;
mod levels;
mod names;
mod satisfaction;
mod stated_sums;
mod targets;
mod weights;
mod wording_faults;

use super::context::Context;
use super::found::Found;
use vocabulary::RuleCode;

/// A check: what it finds in a document.
pub(crate) type Run = fn(&Context<'_>) -> Vec<Found>;

/// Every check in order of code.
pub(crate) const REGISTER: [(RuleCode, Run); 88] = [
    (RuleCode(1), targets::basis_is_blank),
    (RuleCode(2), targets::basis_says_nothing),
    (RuleCode(3), budget::plan_has_blanks),
    (RuleCode(4), budget::plan_does_not_reach_whole),
    (RuleCode(5), budget::all_paid_at_the_end),
    (RuleCode(6), budget::plan_is_split_evenly),
    (RuleCode(7), budget::amount_is_unreadable),
    (RuleCode(8), budget::budget_does_not_add_up),
    (RuleCode(9), budget::amount_lacks_two_decimals),
    (RuleCode(10), budget::purpose_repeats_the_name),
    (RuleCode(11), budget::purpose_is_something_else),
    (RuleCode(12), budget::form_lacks_columns),
    (RuleCode(13), budget::project_code_is_wrong),
    (RuleCode(14), budget::sheets_are_out_of_order),
    (RuleCode(20), goal_copies::goal_is_filed_twice),
    (RuleCode(21), goal_copies::goal_is_shared_by_projects),
    (RuleCode(22), goal_copies::goal_is_copied_from_above),
    (RuleCode(23), goal_text::goal_has_no_measure),
    (RuleCode(24), goal_text::goal_is_not_about_the_project),
    (RuleCode(25), goal_text::promise_has_no_indicator),
    (RuleCode(26), goal_text::goal_is_a_duty),
    (RuleCode(27), goal_text::goal_is_grander_than_its_money),
    (RuleCode(28), goal_text::goal_names_another_year),
    (RuleCode(30), levels::level1_is_missing),
    (RuleCode(31), levels::quantity_or_quality_is_missing),
    (RuleCode(32), levels::cost_is_missing),
    (RuleCode(33), levels::timeliness_is_missing),
    (RuleCode(34), levels::quantity_is_a_percentage),
    (RuleCode(35), levels::output_is_filed_as_effect),
    (RuleCode(36), levels::satisfaction_is_something_else),
    (RuleCode(37), indicator_copies::indicator_is_filed_twice),
    (RuleCode(38), indicator_copies::indicator_is_shared_by_projects),
    (RuleCode(39), indicator_copies::indicator_is_filed_under_two_levels),
    (RuleCode(40), names::name_is_a_sentence),
    (RuleCode(41), names::name_holds_two_measures),
    (RuleCode(42), definitions::definition_defines_nothing),
    (RuleCode(43), definitions::definition_is_of_another_measure),
    (RuleCode(44), definitions::indicator_is_of_another_business),
    (RuleCode(45), definitions::ratio_is_ill_defined),
    (RuleCode(46), definitions::target_rewards_the_bad),
    (RuleCode(47), definitions::rate_is_not_a_ratio),
    (RuleCode(50), targets::number_is_printed_twice),
    (RuleCode(51), targets::operator_is_said_twice),
    (RuleCode(52), targets::bounded_rate_is_at_least_the_whole),
    (RuleCode(53), targets::operator_is_strict),
    (RuleCode(54), targets::unit_does_not_fit_the_name),
    (RuleCode(55), targets::number_has_no_unit),
    (RuleCode(56), goal_text::target_costs_more_than_the_budget),
    (RuleCode(57), indicator_copies::shared_indicator_has_two_targets),
    (RuleCode(58), indicator_copies::indicator_has_two_operators),
    (RuleCode(59), targets::period_has_no_annual_total),
    (RuleCode(60), satisfaction::nobody_is_asked),
    (RuleCode(61), satisfaction::the_public_is_generic),
    (RuleCode(62), satisfaction::no_satisfaction_is_measured),
    (RuleCode(70), wording_faults::word_is_misprinted),
    (RuleCode(71), wording_faults::punctuation_is_stray),
    (RuleCode(72), wording_faults::wording_is_outdated),
    (RuleCode(73), wording_faults::wording_is_redundant),
    (RuleCode(80), department::project_has_no_section_goal),
    (RuleCode(81), department::section_goal_has_no_measure),
    (RuleCode(82), goal_text::plan_pays_after_the_season),
    (RuleCode(83), department::project_is_basic_spending),
    (RuleCode(84), department::business_belongs_to_another_authority),
    (RuleCode(85), department::promised_category_is_absent),
    (RuleCode(100), levels::level_is_unknown),
    (RuleCode(101), goal_copies::sheet_is_copied_from_last_year),
    (RuleCode(102), levels::table_is_empty),
    (RuleCode(103), names::name_lacks_its_object),
    (RuleCode(104), names::target_is_missing),
    (RuleCode(105), targets::target_is_unreadable),
    (RuleCode(106), levels::goal_is_missing),
    (RuleCode(107), names::name_is_missing),
    (RuleCode(200), execution::rate_is_not_spent_over_budget),
    (RuleCode(201), execution::execution_total_is_not_its_parts),
    (RuleCode(202), execution::more_is_spent_than_budgeted),
    (RuleCode(203), weights::level_weights_do_not_add_up),
    (RuleCode(204), weights::weights_are_not_the_whole),
    (RuleCode(205), execution::execution_score_does_not_follow),
    (RuleCode(206), weights::lost_points_have_no_reason),
    (RuleCode(207), weights::score_exceeds_weight),
    (RuleCode(208), weights::total_score_does_not_add_up),
    (RuleCode(209), weights::rating_does_not_fit_the_total),
    (RuleCode(210), targets::output_has_an_upper_limit),
    (RuleCode(211), stated_sums::stated_sum_does_not_hold),
    (RuleCode(212), stated_sums::stated_excess_does_not_hold),
    (RuleCode(213), stated_sums::another_place_is_named),
    (RuleCode(214), stated_sums::one_label_has_two_amounts),
    (RuleCode(215), stated_sums::stated_total_is_less_than_its_part),
];
