//! The ledger files inside the program. A test compares the list with the folder.

/// The file of workflows.
pub(super) const WORKFLOWS_FILE: &str = "rules/ledgers/_workflows.toml";
/// Its text.
pub(super) const WORKFLOWS: &str = include_str!("../../../../../rules/ledgers/_workflows.toml");

/// Names a file of the folder and takes its text.
macro_rules! ledger_file {
    ($name:literal) => {
        (
            concat!("rules/ledgers/", $name, ".toml"),
            include_str!(concat!("../../../../../rules/ledgers/", $name, ".toml")),
        )
    };
}

/// Every ledger file with its text.
pub(super) const LEDGERS: [(&str, &str); 60] = [
    ledger_file!("approval"),
    ledger_file!("archive_job"),
    ledger_file!("asset_disposal"),
    ledger_file!("audit_finding"),
    ledger_file!("building"),
    ledger_file!("clean_log"),
    ledger_file!("clock_stop"),
    ledger_file!("comm_outage"),
    ledger_file!("contact"),
    ledger_file!("contract"),
    ledger_file!("decision"),
    ledger_file!("defect"),
    ledger_file!("disclosure"),
    ledger_file!("dredge"),
    ledger_file!("edu_session"),
    ledger_file!("engagement"),
    ledger_file!("evaluation_task"),
    ledger_file!("facility"),
    ledger_file!("fault"),
    ledger_file!("finding"),
    ledger_file!("flood_supply"),
    ledger_file!("follow_up"),
    ledger_file!("gas_check"),
    ledger_file!("gas_entity"),
    ledger_file!("incident"),
    ledger_file!("inspection"),
    ledger_file!("inspection_item"),
    ledger_file!("market_batch"),
    ledger_file!("pay_line"),
    ledger_file!("payment"),
    ledger_file!("person"),
    ledger_file!("presale"),
    ledger_file!("procurement"),
    ledger_file!("proposal"),
    ledger_file!("publicity"),
    ledger_file!("recommendation"),
    ledger_file!("ref_value"),
    ledger_file!("report"),
    ledger_file!("report_plan"),
    ledger_file!("report_source"),
    ledger_file!("research"),
    ledger_file!("resident_harm"),
    ledger_file!("road_eval"),
    ledger_file!("sale"),
    ledger_file!("school_class"),
    ledger_file!("siren_test"),
    ledger_file!("siren_test_point"),
    ledger_file!("site"),
    ledger_file!("site_stop"),
    ledger_file!("suggestion"),
    ledger_file!("supervision"),
    ledger_file!("survey"),
    ledger_file!("survey_response"),
    ledger_file!("task"),
    ledger_file!("training"),
    ledger_file!("training_result"),
    ledger_file!("unit"),
    ledger_file!("water_obs"),
    ledger_file!("work_order"),
    ledger_file!("works_plan"),
];
